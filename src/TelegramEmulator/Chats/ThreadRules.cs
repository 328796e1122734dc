using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>In which thread of a supergroup a message stands that answers to another one (docs/telegram.md 31).</summary>
internal static class ThreadRules
{
    /// <summary>In a forum it stands in the other one's topic; in any other supergroup in the thread that the first answered message began, which is no topic.</summary>
    public static Message Follow(Message message, Message answered, ChatRoom room) => room.Info.Type != "supergroup" ? message
        : room.IsForum ? message with { MessageThreadId = answered.MessageThreadId, IsTopicMessage = answered.IsTopicMessage }
        : message with { MessageThreadId = answered.MessageThreadId ?? answered.MessageId };

    public static Message Answer(Message message, Message answered, ChatRoom room) => Follow(message, answered, room) with { ReplyToMessage = answered.WithoutReply() };
}
