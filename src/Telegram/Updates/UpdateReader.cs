using System.Text.Json;

namespace PhStudio.Messaging.Telegram.Updates;

/// <summary>
/// The only reader of updates. It takes the members that this product uses and looks at nothing else, so that a kind of message, chat member or
/// button that Telegram adds later, or one that is broken, never makes the update or its batch unreadable.
/// </summary>
public static class UpdateReader
{
    // Deeper than any update; without a bound a hostile body would cost stack.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    private static readonly string[] Media =
    [
        "photo", "voice", "sticker", "video", "video_note", "audio", "document", "animation", "location", "venue", "contact", "poll", "dice", "story", "paid_media",
        "live_photo", "checklist", "rich_message", "game", "giveaway", "invoice",
    ];

    /// <summary>Reads an update.</summary>
    /// <exception cref="UnreadableUpdateException">It is no JSON object with an id, or a message without a chat, or a press without id or user.</exception>
    public static Update Read(string raw)
    {
        using var document = Parse(raw);
        return Read(document.RootElement);
    }

    /// <summary>Reads an update; null where it cannot be read.</summary>
    public static Update? TryRead(string raw)
    {
        try
        {
            return Read(raw);
        }
        catch (UnreadableUpdateException)
        {
            return null;
        }
    }

    private static JsonDocument Parse(string raw)
    {
        try
        {
            return JsonDocument.Parse(raw.AsMemory().TrimStart('\uFEFF'), Options);
        }
        catch (JsonException e)
        {
            // The parser's own message can quote the body, so it stays here.
            throw new UnreadableUpdateException($"The update is not JSON (line {e.LineNumber}, byte {e.BytePositionInLine}).");
        }
        catch (ArgumentException)
        {
            throw new UnreadableUpdateException("The update is not JSON: it holds half a surrogate pair.");
        }
    }

    private static Update Read(JsonElement update) => new()
    {
        UpdateId = Number(update, "update_id") ?? throw Missing("update_id"),
        Message = Has(update, "message") ? ReadMessage(Object(update, "message")) ?? throw Missing("message.chat.id") : null,
        CallbackQuery = Has(update, "callback_query") ? ReadCallbackQuery(Object(update, "callback_query")) : null,
        MyChatMember = ReadChatMember(Object(update, "my_chat_member")),
    };

    private static CallbackQuery ReadCallbackQuery(JsonElement? query) => new()
    {
        Id = Text(query, "id") ?? throw Missing("callback_query.id"),
        From = ReadUser(Object(query, "from")) ?? throw Missing("callback_query.from.id"),
        Message = ReadMessage(Object(query, "message")),
        Data = Text(query, "data"),
    };

    private static Message? ReadMessage(JsonElement? message) => ReadChat(Object(message, "chat")) is not { } chat ? null : new Message
    {
        MessageId = Number(message, "message_id") ?? 0,
        EphemeralMessageId = Number(message, "ephemeral_message_id"),
        Chat = chat,
        From = ReadUser(Object(message, "from")),
        SenderChat = ReadChat(Object(message, "sender_chat")),
        Date = Moment(Number(message, "date")),
        Text = Text(message, "text"),
        Caption = Text(message, "caption"),
        TopicId = Flag(message, "is_topic_message") && Number(message, "message_thread_id") is { } topic and > 0 and <= int.MaxValue ? (int)topic : null,
        ReplyTo = ReadReplied(Object(message, "reply_to_message")),
        IsAutomaticForward = Flag(message, "is_automatic_forward"),
        IsForwarded = Has(message, "forward_origin"),
        HasMedia = Array.Exists(Media, kind => Has(message, kind)),
        MigrateToChatId = Number(message, "migrate_to_chat_id"),
        MigrateFromChatId = Number(message, "migrate_from_chat_id"),
    };

    private static RepliedMessage? ReadReplied(JsonElement? message) => Number(message, "message_id") is not { } id ? null
        : new RepliedMessage(id, ReadUser(Object(message, "from")), Text(message, "text"), Has(Object(message, "reply_markup"), "inline_keyboard"))
        {
            Date = Moment(Number(message, "date")),
            Code = ReadCode(Text(message, "text"), Member(message, "entities")),
        };

    private static List<string> ReadCode(string? text, JsonElement? entities)
    {
        var code = new List<string>();
        if (text is null || entities is not { ValueKind: JsonValueKind.Array } array)
        {
            return code;
        }

        foreach (var entity in array.EnumerateArray())
        {
            if (Text(entity, "type") == "code" && Number(entity, "offset") is >= 0 and var offset && Number(entity, "length") is > 0 and var length && offset <= text.Length && length <= text.Length - offset)
            {
                code.Add(text.Substring((int)offset, (int)length));
            }
        }

        return code;
    }

    private static ChatMemberUpdated? ReadChatMember(JsonElement? member) => ReadChat(Object(member, "chat")) is not { } chat ? null : new ChatMemberUpdated
    {
        Chat = chat,
        Date = Moment(Number(member, "date")),
        NewStatus = Text(Object(member, "new_chat_member"), "status"),
        MayWrite = Text(Object(member, "new_chat_member"), "status") != "restricted" || Flag(Object(member, "new_chat_member"), "can_send_messages"),
    };

    private static Chat? ReadChat(JsonElement? chat) => Number(chat, "id") is not { } id ? null : new Chat
    {
        Id = id,
        Type = Text(chat, "type"),
        Username = Text(chat, "username"),
        Title = Text(chat, "title"),
    };

    private static User? ReadUser(JsonElement? user) => Number(user, "id") is not { } id ? null : new User
    {
        Id = id,
        IsBot = Flag(user, "is_bot"),
        FirstName = Text(user, "first_name"),
        LastName = Text(user, "last_name"),
        Username = Text(user, "username"),
        LanguageCode = Text(user, "language_code"),
    };

    private static DateTimeOffset? Moment(long? seconds) =>
        seconds is > 0 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;

    private static JsonElement? Member(JsonElement? element, string name)
    {
        try
        {
            return element is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
        }
        catch (InvalidOperationException)
        {
            return null; // A name beside it holds half a surrogate pair, and no name of the object can be compared.
        }
    }

    private static bool Has(JsonElement? element, string name) => Member(element, name) is not null;

    private static JsonElement? Object(JsonElement? element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Object } member ? member : null;

    private static long? Number(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var number) ? number : null;

    private static bool Flag(JsonElement? element, string name) => Member(element, name) is { ValueKind: JsonValueKind.True };

    private static string? Text(JsonElement? element, string name)
    {
        if (Member(element, name) is not { ValueKind: JsonValueKind.String } member)
        {
            return null;
        }

        try
        {
            return member.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which is no text.
            return null;
        }
    }

    private static UnreadableUpdateException Missing(string member) => new($"The update has no {member} that can be read.");
}
