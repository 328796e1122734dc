using System.Collections.Concurrent;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>The choices of this process's own life, for Standalone.</summary>
public sealed class InMemoryChatLanguages : IChatLanguages
{
    private readonly ConcurrentDictionary<string, string> _languages = new(StringComparer.Ordinal);

    public Task<IReadOnlyDictionary<string, string>> AllAsync() => Task.FromResult<IReadOnlyDictionary<string, string>>(_languages.ToDictionary(StringComparer.Ordinal));

    public Task SetAsync(string chatId, string language)
    {
        _languages[chatId] = language;
        return Task.CompletedTask;
    }
}
