using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Messages;

/// <summary>What all methods that send have in common: the checks in Telegram's order, the limits, and the message that stands in the chat.</summary>
internal sealed class MessageSending(ChatBook chats, LimitGuard limits, EventStream events, TimeProvider clock)
{
    /// <summary>No message has this id.</summary>
    private const int NoMessage = 0;

    /// <summary>An empty message of the bot for the chat that the call names, in its topic and as the answer that it is to be.</summary>
    public (ChatRoom Room, Message Message) Start(ApiParameters parameters, ReplyParameters reply, ChatRoom? to = null)
    {
        UnofferedParameters.RefuseBusiness(parameters);
        var room = to ?? chats.RequireReachable(parameters);
        var thread = Thread(parameters, room);
        var message = reply.Apply(new Message
        {
            MessageId = NoMessage,
            // What stands in a channel is the channel's.
            From = room.Info.Type == "channel" ? null : chats.Bot,
            SenderChat = room.Info.Type == "channel" ? room.Info : null,
            Chat = room.Info,
            Date = clock.GetUtcNow().ToUnixTimeSeconds(),
            MessageThreadId = thread,
            IsTopicMessage = thread is null ? null : true,
            HasProtectedContent = parameters.Flag("protect_content") ? true : null,
        }, room, chats);
        UnofferedParameters.RefuseEffects(parameters, room);
        return (room, message);
    }

    /// <summary>Charges the limits, and puts the message into its chat.</summary>
    public Message Put(ApiParameters parameters, ChatRoom room, Message message, ParsedMarkup? markup)
    {
        _ = ChatBook.Opened(room);
        InlineButtons.Accept(message.ReplyMarkup);
        limits.Charge(room, parameters.Flag("allow_paid_broadcast"));
        var sent = room.Add(id => message with { MessageId = id });
        events.MessageAdded(sent);
        if (markup?.TryBelow(sent.MessageId, out var below) == true)
        {
            room.Below = below;
            events.ChatsChanged();
        }

        return sent;
    }

    /// <summary>The same for all of an album, which is charged as a whole: all of it or nothing.</summary>
    public IReadOnlyList<Message> PutAll(ApiParameters parameters, ChatRoom room, IReadOnlyList<Message> messages)
    {
        _ = ChatBook.Opened(room);
        limits.Charge(room, parameters.Flag("allow_paid_broadcast"), messages.Count);
        return [.. messages.Select(message =>
        {
            var sent = room.Add(id => message with { MessageId = id });
            events.MessageAdded(sent);
            return sent;
        })];
    }

    /// <summary>The topic: General has no number that may be sent (docs/telegram.md 31); a group without topics takes any number and ignores it.</summary>
    private static int? Thread(ApiParameters parameters, ChatRoom room) => parameters.Number("message_thread_id", 0, 0, int.MaxValue) is 0 || (!room.IsPrivate && !room.IsForum) ? null
        : parameters.MessageId("message_thread_id") is { } thread && room.Topics.ContainsKey(thread) ? thread
        : throw TelegramRefusal.BadRequest("message thread not found");
}
