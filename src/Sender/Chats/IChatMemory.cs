using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Chats;

/// <summary>What we learnt of chats by writing to them, kept for all Senders: so that one refusal is enough.</summary>
public interface IChatMemory
{
    /// <summary>What is known of a chat; null when nothing is in the way.</summary>
    Task<ChatNote?> Find(string chatId);

    /// <summary>The group has a new number from now on (TELEGRAM.md 18).</summary>
    Task Migrated(string chatId, string newChatId);

    /// <summary>Nothing reaches this chat until it shows the way back (19).</summary>
    Task Unreachable(string chatId, FailureReason reason);

    /// <summary>A message or a membership came from this chat: it can be reached again.</summary>
    Task Reachable(string chatId);
}

/// <summary>What is in the way of a chat: exactly one of the two.</summary>
/// <param name="MovedTo">The chat's new number.</param>
/// <param name="Unreachable">Why it cannot be reached.</param>
public sealed record ChatNote(string? MovedTo, FailureReason? Unreachable);
