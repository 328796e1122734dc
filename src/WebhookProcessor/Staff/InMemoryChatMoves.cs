using System.Collections.Concurrent;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>The moves of this process's own life, for Standalone.</summary>
public sealed class InMemoryChatMoves : IChatMoves
{
    private readonly ConcurrentDictionary<string, string> _moves = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _targets = new(StringComparer.Ordinal);

    public Task<string?> BeforeAsync(string chatId) => Task.FromResult(_moves.GetValueOrDefault(chatId));

    public Task<string?> AfterAsync(string chatId) => Task.FromResult(_targets.GetValueOrDefault(chatId));

    public Task<bool> MovedAsync(string oldChatId, string newChatId)
    {
        var believed = _targets.GetOrAdd(oldChatId, newChatId) == newChatId;
        if (believed)
        {
            _moves[newChatId] = oldChatId;
        }

        return Task.FromResult(believed);
    }
}
