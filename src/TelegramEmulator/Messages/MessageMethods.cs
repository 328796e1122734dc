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
    private const int MaxDeleted = 100;

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
            Photo = original.Photo,
            Caption = original.Caption,
            CaptionEntities = original.CaptionEntities,
            ReplyMarkup = markup,
            MessageThreadId = thread,
            IsTopicMessage = thread is null ? null : true,
        });
        return new ApiAnswer(new MessageIdResult { MessageId = copy.MessageId }, WireJson.Default.MessageIdResult, Sent: copy);
    }

    /// <summary>The same text in another chat, with where it comes from.</summary>
    public ApiAnswer Forward(ApiParameters parameters)
    {
        var room = chats.RequireOpen(parameters);
        var source = parameters.Number("from_chat_id") is { } from ? chats.Find(from) : null;
        var original = source?.Find(parameters.MessageId() ?? 0) ?? throw TelegramRefusal.BadRequest("message to forward not found");
        if (original.HasProtectedContent == true)
        {
            throw TelegramRefusal.BadRequest("message can't be forwarded");
        }

        var thread = Thread(parameters, room);
        limits.Charge(room, parameters.Flag("allow_paid_broadcast"));
        return ApiAnswer.Of(Put(room, new Message
        {
            MessageId = 0,
            From = chats.Bot,
            Chat = room.Info,
            Date = clock.GetUtcNow().ToUnixTimeSeconds(),
            ForwardOrigin = original.ForwardOrigin ?? new MessageOrigin { Type = "user", Date = original.Date, SenderUser = original.From ?? chats.Bot },
            Text = original.Text,
            Entities = original.Entities,
            Photo = original.Photo,
            Caption = original.Caption,
            CaptionEntities = original.CaptionEntities,
            MessageThreadId = thread,
            IsTopicMessage = thread is null ? null : true,
            HasProtectedContent = parameters.Flag("protect_content") ? true : null,
        }), sent: true);
    }

    /// <summary>Deletes up to a hundred; what is not there, or too old, is passed over.</summary>
    public ApiAnswer DeleteMany(ApiParameters parameters)
    {
        var ids = parameters.Json("message_ids", "message identifiers") is { ValueKind: JsonValueKind.Array } given
            ? given.EnumerateArray().Select(id => id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number) ? number : throw TelegramRefusal.BadRequest("message identifier must be a Number")).ToList()
            : throw TelegramRefusal.BadRequest("message identifiers are not specified");
        if (ids.Count is 0 or > MaxDeleted)
        {
            throw TelegramRefusal.BadRequest(ids.Count == 0 ? "message identifiers are not specified" : "too many message identifiers specified");
        }

        var room = chats.RequireOpen(parameters);
        foreach (var message in ids.Select(room.Find).OfType<Message>().Where(message => !IsTooOld(message)))
        {
            room.Delete(message.MessageId);
            events.MessageDeleted(message);
        }

        return ApiAnswer.True();
    }

    /// <summary>Puts a message at the head of its chat, or takes it from there; without an id the newest pinned one.</summary>
    public ApiAnswer Pin(ApiParameters parameters, bool pinned)
    {
        var room = chats.RequireOpen(parameters);
        var id = parameters.MessageId() ?? (pinned || parameters.Has("message_id") ? NoMessage : room.Pinned.LastOrDefault());
        if (id == NoMessage || room.Find(id) is null)
        {
            throw TelegramRefusal.BadRequest(pinned ? "message to pin not found" : "message to unpin not found");
        }

        room.Pin(id, pinned);
        events.ChatsChanged();
        return ApiAnswer.True();
    }

    public ApiAnswer Delete(ApiParameters parameters)
    {
        var room = chats.RequireOpen(parameters);
        var message = room.Find(parameters.MessageId() ?? 0) ?? throw TelegramRefusal.BadRequest("message to delete not found");
        if (IsTooOld(message))
        {
            // docs/telegram.md 32.
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

    private bool IsTooOld(Message message) => clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(message.Date) > Deletable;

    private Message Put(ChatRoom room, Message message)
    {
        var added = room.Add(id => message with { MessageId = id });
        events.MessageAdded(added);
        return added;
    }

    /// <summary>The topic: General has no number that may be sent (docs/telegram.md 31); a group without topics takes any number and ignores it.</summary>
    internal static int? Thread(ApiParameters parameters, ChatRoom room) => parameters.Number("message_thread_id") is null or 0 || (!room.IsPrivate && room.Topics.Count == 0) ? null
        : parameters.MessageId("message_thread_id") is { } thread && room.Topics.ContainsKey(thread) ? thread
        : throw TelegramRefusal.BadRequest("message thread not found");

    internal static Message? ReplyTo(ApiParameters parameters, ChatRoom room)
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
