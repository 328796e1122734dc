using PhStudio.Messaging.TelegramEmulator.Live;
using PhStudio.Messaging.TelegramEmulator.Updates;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>The messages that say what the bot did in a chat. Unlike what it sends, they are told to the bot itself too.</summary>
internal sealed class ServiceMessages(ChatBook chats, EventStream events, UpdateFeed feed, TimeProvider clock)
{
    public Message Add(ChatRoom room, Func<Message, Message> service)
    {
        var isChannel = room.Info.Type == "channel";
        var message = room.Add(id => service(new Message
        {
            MessageId = id,
            From = isChannel ? null : chats.Bot,
            SenderChat = isChannel ? room.Info : null,
            Chat = room.Info,
            Date = clock.GetUtcNow().ToUnixTimeSeconds(),
        }));
        events.MessageAdded(message);
        feed.Add(isChannel ? new Update { ChannelPost = message } : new Update { Message = message });
        return message;
    }

    /// <summary>The bot is told that it left, too.</summary>
    public void Left(ChatRoom room) => feed.Add(new Update
    {
        MyChatMember = new ChatMemberUpdated
        {
            Chat = room.Info,
            From = chats.Bot,
            Date = clock.GetUtcNow().ToUnixTimeSeconds(),
            OldChatMember = ChatMember.Administrator(chats.Bot, room.Info.Type),
            NewChatMember = ChatMember.Of(chats.Bot, "left"),
        },
    });
}
