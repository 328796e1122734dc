using System.Text.Json;
using System.Text.Json.Serialization;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>How everything to and from Telegram is written: snake_case, by generated code. Null, false and 0 are left out: Telegram takes them where nothing is given. An answer may be deeper than .NET's 64 levels: it quotes what others wrote.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, MaxDepth = 512)]
[JsonSerializable(typeof(TelegramReply))]
[JsonSerializable(typeof(SendMessageCall))]
[JsonSerializable(typeof(SendPhotoCall))]
[JsonSerializable(typeof(SendMediaGroupCall))]
[JsonSerializable(typeof(EditMessageCaptionCall))]
[JsonSerializable(typeof(EditMessageTextCall))]
[JsonSerializable(typeof(DeleteEphemeralMessageCall))]
[JsonSerializable(typeof(DeleteMessageCall))]
[JsonSerializable(typeof(AnswerCallbackQueryCall))]
[JsonSerializable(typeof(SetWebhookCall))]
[JsonSerializable(typeof(GetUpdatesCall))]
[JsonSerializable(typeof(NoArguments))]
[JsonSerializable(typeof(BotUser))]
[JsonSerializable(typeof(WebhookInfo))]
[JsonSerializable(typeof(GetChatCall))]
[JsonSerializable(typeof(ChatInfo))]
[JsonSerializable(typeof(GetChatMemberCall))]
[JsonSerializable(typeof(ChatMemberInfo))]
[JsonSerializable(typeof(SetMyCommandsCall))]
[JsonSerializable(typeof(SetMySettingsCall))]
public sealed partial class TelegramJson : JsonSerializerContext;

/// <summary>The envelope of every answer of the Bot API.</summary>
public sealed record TelegramReply(bool? Ok = null, JsonElement? Result = null, int ErrorCode = 0, string? Description = null, ReplyParameters? Parameters = null);

/// <summary>What an error adds (docs/telegram.md 17, 18).</summary>
public sealed record ReplyParameters(long? RetryAfter = null, long? MigrateToChatId = null);
