using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>Everything that the Bot API speaks, as generated snake_case JSON without nulls.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(Update))]
[JsonSerializable(typeof(IReadOnlyList<Update>))]
[JsonSerializable(typeof(BotUser))]
[JsonSerializable(typeof(ChatFullInfo))]
[JsonSerializable(typeof(BotName))]
[JsonSerializable(typeof(BotDescription))]
[JsonSerializable(typeof(BotShortDescription))]
[JsonSerializable(typeof(MenuButton))]
[JsonSerializable(typeof(ChatAdministratorRights))]
[JsonSerializable(typeof(ForumTopicInfo))]
[JsonSerializable(typeof(UserProfilePhotos))]
[JsonSerializable(typeof(ChatMember))]
[JsonSerializable(typeof(IReadOnlyList<ChatMember>))]
[JsonSerializable(typeof(WebhookInfo))]
[JsonSerializable(typeof(IReadOnlyList<BotCommand>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<MessageEntity>))]
[JsonSerializable(typeof(MessageIdResult))]
[JsonSerializable(typeof(IReadOnlyList<MessageIdResult>))]
[JsonSerializable(typeof(FileResult))]
[JsonSerializable(typeof(IReadOnlyList<Message>))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
public sealed partial class EmulatorJson : JsonSerializerContext
{
    /// <summary>The same, with letters other than ASCII written as they are: nothing of it is ever put into HTML.</summary>
    public static EmulatorJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
