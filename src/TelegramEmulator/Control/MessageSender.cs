using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>Who a message comes from, as the Bot API shows it: a person, or a chat that somebody speaks as (docs/telegram.md 36).</summary>
/// <param name="From">The person, or the account that stands for one; null in a channel.</param>
/// <param name="Chat">The chat that speaks; null where a person does.</param>
/// <param name="Origin">The post that Telegram carried into the linked group; null for what was written there.</param>
internal sealed record MessageSender(User? From, Chat? Chat = null, MessageOrigin? Origin = null)
{
    private static readonly User AnonymousAdministrator = new() { Id = 1_087_968_824, IsBot = true, FirstName = "Group", Username = "GroupAnonymousBot" };
    private static readonly User ChannelBot = new() { Id = 136_817_688, IsBot = true, FirstName = "Channel", Username = "Channel_Bot" };
    private static readonly User ServiceAccount = new() { Id = 777_000, FirstName = "Telegram" };

    /// <summary>Who the request names. A channel's post is the channel's own.</summary>
    public static MessageSender Of(EmulatorCore core, ChatRoom room, NewMessage request)
    {
        if (room.Info.Type == "channel")
        {
            return new MessageSender(null, room.Info);
        }

        if (request.SenderChat is not { } id)
        {
            return new MessageSender(MessagesApi.Who(core, room, request.From ?? (room.IsPrivate ? room.Id : throw ControlException.Invalid("from must name who writes, or sender_chat which chat speaks."))));
        }

        if (room.IsPrivate)
        {
            throw ControlException.Invalid("sender_chat is of groups: in a private chat only its person writes.");
        }

        var chat = ChatsApi.Find(core, id).Info;
        return id == room.Id ? new MessageSender(AnonymousAdministrator, chat)
            : chat.Type != "channel" ? throw ControlException.Invalid("sender_chat must be the group itself, for an anonymous administrator, or a channel.")
            : request.Automatic ? new MessageSender(ServiceAccount, chat, new MessageOrigin { Type = "channel", Date = core.Options.Clock.GetUtcNow().ToUnixTimeSeconds(), Chat = chat, MessageId = 1 })
            : new MessageSender(ChannelBot, chat);
    }
}
