using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Chats;

/// <summary>What stands in a topic and answers to nothing answers to the message that began the topic: so the Bot API shows it.</summary>
internal static class TopicReply
{
    /// <param name="message">A message in a topic.</param>
    /// <param name="beginning">The message with the topic's id; null for a topic that was there from the start.</param>
    /// <param name="topic">The topic; null when it is gone.</param>
    /// <param name="creator">Who began a topic that was there from the start.</param>
    public static Message To(Message message, KeptMessage? beginning, ForumTopic? topic, User? creator)
    {
        var id = message.MessageThreadId!.Value;
        if (message.ReplyToMessage is not null || id >= message.MessageId)
        {
            return message;
        }

        var began = beginning is not null ? beginning.Deleted ? null : beginning.Current
            : topic is null ? null
            : new Message
            {
                MessageId = id,
                MessageThreadId = id,
                IsTopicMessage = true,
                From = creator,
                Chat = message.Chat,
                Date = message.Date,
                ForumTopicCreated = new ForumTopicCreated { Name = topic.Name, IconColor = topic.IconColor, IconCustomEmojiId = topic.IconCustomEmojiId },
            };
        return began is null ? message : message with { ReplyToMessage = began.WithoutReply() };
    }
}
