using System.Collections.Concurrent;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Digest;

/// <summary>The days of one process, for Standalone.</summary>
public sealed class InMemoryDigestDays : IDigestDays
{
    private readonly ConcurrentDictionary<DateOnly, bool> _days = new();

    public Task<bool> WasSentAsync(DateOnly day) => Task.FromResult(_days.ContainsKey(day));

    public Task SentAsync(DateOnly day)
    {
        _days[day] = true;
        return Task.CompletedTask;
    }
}
