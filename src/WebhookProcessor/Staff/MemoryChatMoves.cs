using System.Collections.Concurrent;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>The moves of this process's own life, for Standalone.</summary>
public sealed class MemoryChatMoves : IChatMoves
{
    private readonly ConcurrentDictionary<string, string> _moves = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public Task<string?> Before(string chatId) => Task.FromResult(_moves.GetValueOrDefault(chatId));

    /// <inheritdoc />
    public Task Moved(string oldChatId, string newChatId)
    {
        _moves[newChatId] = oldChatId;
        return Task.CompletedTask;
    }
}
