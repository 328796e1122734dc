using System.Collections.Concurrent;

namespace PhStudio.Messaging.Sender.Languages;

/// <summary>The memory of a single process without Redis.</summary>
public sealed class InMemoryLanguageMemory : ILanguageMemory
{
    private readonly ConcurrentDictionary<string, (string Language, DateTimeOffset At)> chosen = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public Task<string?> Find(string chatId) => Task.FromResult(chosen.TryGetValue(chatId, out var choice) ? choice.Language : null);

    /// <inheritdoc />
    public Task Choose(string chatId, string language, DateTimeOffset at)
    {
        chosen.AddOrUpdate(chatId, (language, at), (_, before) => before.At > at ? before : (language, at));
        return Task.CompletedTask;
    }
}
