using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>What a method returned, with how to write it; <see cref="Sent"/> and <see cref="Album"/> tell the request log which messages came of it.</summary>
internal readonly record struct ApiAnswer(object Result, JsonTypeInfo Type, string? Description = null, Message? Sent = null, IReadOnlyList<Message>? Album = null)
{
    public static ApiAnswer True(string? description = null) => new(true, EmulatorJson.Default.Boolean, description);

    public static ApiAnswer Of(Message message, bool sent = false) => new(message, EmulatorJson.Default.Message, Sent: sent ? message : null);

    public static ApiAnswer OfAlbum(IReadOnlyList<Message> messages) => new(messages, EmulatorJson.Default.IReadOnlyListMessage, Album: messages);

    /// <summary>Writes <c>{"ok":true,"result":…}</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok"u8, true);
        json.WritePropertyName("result"u8);
        JsonSerializer.Serialize(json, Result, Type);
        if (Description is not null)
        {
            json.WriteString("description"u8, Description);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes <c>{"ok":false,…}</c>.</summary>
    public static void Write(Utf8JsonWriter json, TelegramRefusal refusal)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok"u8, false);
        json.WriteNumber("error_code"u8, refusal.Code);
        json.WriteString("description"u8, refusal.Message);
        if (refusal.RetryAfter is not null || refusal.MigrateTo is not null)
        {
            json.WriteStartObject("parameters"u8);
            if (refusal.MigrateTo is { } chat)
            {
                json.WriteNumber("migrate_to_chat_id"u8, chat);
            }

            if (refusal.RetryAfter is { } seconds)
            {
                json.WriteNumber("retry_after"u8, seconds);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
