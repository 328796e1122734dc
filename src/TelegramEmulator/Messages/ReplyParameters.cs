using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>What a message answers to, from a call's <c>reply_parameters</c> or the older <c>reply_to_message_id</c>.</summary>
internal sealed record ReplyParameters(int MessageId, bool IsLenient, string? Chat = null, FormattedText? Quote = null, int QuotePosition = 0)
{
    private static readonly ReplyParameters None = new(0, false);

    /// <summary>Reads the fields.</summary>
    public static ReplyParameters Parse(ApiParameters parameters)
    {
        if (parameters.Text("reply_parameters") is null)
        {
            return new ReplyParameters(parameters.MessageId("reply_to_message_id") ?? 0, parameters.Flag("allow_sending_without_reply"));
        }

        return parameters.Json("reply_parameters", "reply parameters") is not { } reply ? None
            : reply.ValueKind == JsonValueKind.Object ? ApiParameters.Read(() => Parse(reply))
            : throw TelegramRefusal.BadRequest("object expected as reply parameters");
    }

    /// <summary>Puts what is answered to into the message.</summary>
    /// <exception cref="TelegramRefusal">It is not there, and the message is not to be sent without.</exception>
    public Message Apply(Message message, ChatRoom room, ChatBook chats)
    {
        if (MessageId == 0)
        {
            return message;
        }

        var source = Chat is null || Chat == room.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) ? room : chats.RequireReadable(Chat);
        if (source.Find(MessageId) is not { } found)
        {
            return IsLenient ? message : throw TelegramRefusal.BadRequest("message to be replied not found");
        }

        var quoted = Quoted(message, found);
        // What stands in another topic than the one that is asked for is as far away as what stands in another chat.
        return source == room && (message.MessageThreadId is null || message.MessageThreadId == found.MessageThreadId)
            ? ThreadRules.Answer(quoted, found, room)
            : quoted with { ExternalReply = ExternalReplyInfo.Of(found) };
    }

    private Message Quoted(Message message, Message found)
    {
        if (Quote is not { } given || MessageText.Quoted(given) is not { Text.Length: > 0 } quote)
        {
            return message;
        }

        var (text, from) = (found.Text ?? found.Caption ?? "", QuotePosition + given.Text.Length - given.Text.TrimStart().Length);
        var at = text.IndexOf(quote.Text, Math.Clamp(from, 0, text.Length), StringComparison.Ordinal) is >= 0 and var near ? near : text.IndexOf(quote.Text, StringComparison.Ordinal);
        return at < 0 ? throw TelegramRefusal.BadRequest("QUOTE_TEXT_INVALID")
            : message with { Quote = new TextQuote { Text = quote.Text, Entities = quote.Told, Position = at, IsManual = true } };
    }

    private static ReplyParameters Parse(JsonElement reply)
    {
        if (!reply.EnumerateObject().Any())
        {
            return None;
        }

        var chat = reply.Text("chat_id");
        // An answer to a message that one member sees is shown without it.
        var id = reply.Int("ephemeral_message_id") is not null ? reply.Int("message_id") ?? 0 : reply.RequiredInt("message_id");
        var isLenient = reply.Flag("allow_sending_without_reply");
        var quote = reply.Text("quote") ?? "";
        var parsed = MessageText.Parse(quote, reply.Text("quote_parse_mode"), () => GivenEntities.Read(reply.TryGetProperty("quote_entities", out var entities) ? entities : null));
        return new ReplyParameters(Math.Max(id, 0), isLenient, string.IsNullOrEmpty(chat) ? null : chat, parsed, reply.Int("quote_position") ?? 0);
    }
}
