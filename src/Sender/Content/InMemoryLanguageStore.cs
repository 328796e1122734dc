using System.Collections.Concurrent;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>The memory of a single process without Redis.</summary>
public sealed class InMemoryLanguageStore : ILanguageStore
{
    private readonly ConcurrentDictionary<string, (string Language, DateTimeOffset At)> _chosen = new(StringComparer.Ordinal);

    public Task<string?> FindAsync(string chatId) => Task.FromResult(_chosen.TryGetValue(chatId, out var choice) ? choice.Language : null);

    public Task ChooseAsync(string chatId, string language, DateTimeOffset at)
    {
        _chosen.AddOrUpdate(chatId, (language, at), (_, before) => before.At > at ? before : (language, at));
        return Task.CompletedTask;
    }

    public Task ForgetAsync(string chatId)
    {
        _chosen.TryRemove(chatId, out _);
        return Task.CompletedTask;
    }
}
