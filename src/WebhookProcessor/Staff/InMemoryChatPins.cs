using System.Collections.Concurrent;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>The numbers of this process's own life, for Standalone.</summary>
public sealed class InMemoryChatPins : IChatPins
{
    private readonly ConcurrentDictionary<string, string> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc />
    public Task<string> PinAsync(string name, string number) => Task.FromResult(_numbers.GetOrAdd(name, number));
}
