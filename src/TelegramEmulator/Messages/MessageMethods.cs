using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>The Bot API's methods that send and delete messages.</summary>
internal sealed class MessageMethods(ChatBook chats, EphemeralMethods ephemeral, LimitGuard limits, EventStream events, TimeProvider clock)
{
    /// <summary>No message has this id.</summary>
    private const int NoMessage = 0;

    private static readonly TimeSpan Deletable = TimeSpan.FromHours(48);

    public ApiAnswer Send(ApiParameters parameters)
    {
        // Telegram looks at the text first, then at the markup, then at the chat.
        var preview = LinkPreview.Read(parameters);
        var text = MessageText.Read(parameters);
        var markup = ReplyMarkup.Read(parameters);
        var target = parameters.OlderServer ? null : ephemeral.Target(parameters);
        var room = target?.Room ?? chats.RequireOpen(parameters);
        var thread = Thread(parameters, room);
        var reply = ReplyTo(parameters, room);
        var message = new Message
        {
            MessageId = 0,
            From = chats.Bot,
            Chat = room.Info,
            Date = clock.GetUtcNow().ToUnixTimeSeconds(),
            Text = text.Text,
            Entities = text.Entities.Count == 0 ? null : text.Entities,
            LinkPreviewOptions = preview,
            ReplyMarkup = markup,
            MessageThreadId = thread,
            IsTopicMessage = thread is null ? null : true,
            HasProtectedContent = parameters.Flag("protect_content") ? true : null,
            ReplyToMessage = reply,
            ForcesReply = ReplyMarkup.ForcesReply(parameters),
        };
        if (target is not null)
        {
            return ephemeral.Send(target, message);
        }

        _ = ReplyMarkup.TryReadBelow(parameters, NoMessage, out _);
        limits.Charge(room, parameters.Flag("allow_paid_broadcast"));
        var sent = Put(room, message);
        if (ReplyMarkup.TryReadBelow(parameters, sent.MessageId, out var below))
        {
            room.Below = below;
            events.ChatsChanged();
        }

        return ApiAnswer.Of(sent, sent: true);
    }

    /// <summary>Puts what <c>copyMessage</c> names into another chat, without its buttons unless the call gives some.</summary>
    public ApiAnswer Copy(ApiParameters parameters)
    {
        var room = chats.RequireOpen(parameters);
        var source = parameters.Number("from_chat_id") is { } from ? chats.Find(from) : null;
        var original = source?.Find(parameters.MessageId() ?? 0) ?? throw TelegramRefusal.BadRequest("message to copy not found");
        var markup = ReplyMarkup.Read(parameters);
        var thread = Thread(parameters, room);
        limits.Charge(room, parameters.Flag("allow_paid_broadcast"));
        var copy = Put(room, new Message
        {
            MessageId = 0,
            From = chats.Bot,
            Chat = room.Info,
            Date = clock.GetUtcNow().ToUnixTimeSeconds(),
            Text = original.Text,
            Entities = original.Entities,
            ReplyMarkup = markup,
            MessageThreadId = thread,
            IsTopicMessage = thread is null ? null : true,
        });
        return new ApiAnswer(new MessageIdResult { MessageId = copy.MessageId }, WireJson.Default.MessageIdResult, Sent: copy);
    }

    public ApiAnswer Delete(ApiParameters parameters)
    {
        var room = chats.RequireOpen(parameters);
        var message = room.Find(parameters.MessageId() ?? 0) ?? throw TelegramRefusal.BadRequest("message to delete not found");
        if (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(message.Date) > Deletable)
        {
            // TELEGRAM.md 32.
            throw TelegramRefusal.BadRequest("message can't be deleted for everyone");
        }

        room.Delete(message.MessageId);
        events.MessageDeleted(message);
        return ApiAnswer.True();
    }

    public ApiAnswer ChatAction(ApiParameters parameters)
    {
        var room = chats.RequireOpen(parameters);
        if (string.IsNullOrEmpty(parameters.Text("action")))
        {
            throw TelegramRefusal.BadRequest("wrong parameter action in request");
        }

        events.ChatAction(room.Id);
        return ApiAnswer.True();
    }

    private Message Put(ChatRoom room, Message message)
    {
        var added = room.Add(id => message with { MessageId = id });
        events.MessageAdded(added);
        return added;
    }

    /// <summary>The topic: General has no number that may be sent (TELEGRAM.md 31); a group without topics takes any number and ignores it.</summary>
    private static int? Thread(ApiParameters parameters, ChatRoom room) => parameters.Number("message_thread_id") is null or 0 || (!room.IsPrivate && room.Topics.Count == 0) ? null
        : parameters.MessageId("message_thread_id") is { } thread && room.Topics.ContainsKey(thread) ? thread
        : throw TelegramRefusal.BadRequest("message thread not found");

    private static Message? ReplyTo(ApiParameters parameters, ChatRoom room)
    {
        var target = parameters.MessageId("reply_to_message_id") ?? NoMessage;
        var lenient = parameters.Flag("allow_sending_without_reply");
        if (parameters.Json("reply_parameters", "reply parameters") is { } reply)
        {
            target = Target(reply);
            lenient = reply.TryGetProperty("allow_sending_without_reply", out var flag) && flag.ValueKind == JsonValueKind.True;
        }

        if (target == NoMessage)
        {
            return null;
        }

        var found = room.Find(target);
        return found is not null ? found with { ReplyToMessage = null }
            : lenient ? null
            : throw TelegramRefusal.BadRequest("message to be replied not found");
    }

    private static int Target(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object)
        {
            throw TelegramRefusal.BadRequest("object expected as reply parameters");
        }

        if (!reply.EnumerateObject().Any())
        {
            return NoMessage;
        }

        if (!reply.TryGetProperty("message_id", out var id))
        {
            throw TelegramRefusal.BadRequest("can't find field \"message_id\"");
        }

        var text = id.ValueKind == JsonValueKind.String ? id.GetString() : id.GetRawText();
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Math.Max(number, NoMessage)
            : throw TelegramRefusal.BadRequest("field \"message_id\" must be a valid Number");
    }
}
