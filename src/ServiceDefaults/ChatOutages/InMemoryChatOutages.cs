using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.ChatOutages;

/// <summary>The list of one process, for Standalone.</summary>
public sealed class InMemoryChatOutages : IChatOutages
{
    private readonly SortedDictionary<string, ChatOutage> _outages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _reached = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();

    public Task<IReadOnlyList<ChatOutage>> AllAsync()
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<ChatOutage>>([.. _outages.Values]);
        }
    }

    public Task<ChatOutage?> FailedAsync(string chatId, FailureReason reason, DateTimeOffset at)
    {
        lock (_lock)
        {
            var known = _outages.GetValueOrDefault(chatId);
            return Task.FromResult(_reached.TryGetValue(chatId, out var reached) && reached >= at
                ? known
                : _outages[chatId] = known is null ? new ChatOutage(chatId, reason, at, at, Told: 0) : known with { Reason = reason, FailedAt = at });
        }
    }

    public Task ToldAsync(ChatOutage outage, int times)
    {
        lock (_lock)
        {
            if (_outages.TryGetValue(outage.ChatId, out var known) && known.Since == outage.Since && known.Told < times)
            {
                _outages[outage.ChatId] = known with { Told = times };
            }
        }

        return Task.CompletedTask;
    }

    public Task ReachedAsync(string chatId, DateTimeOffset at)
    {
        lock (_lock)
        {
            Reached(chatId, at);
        }

        return Task.CompletedTask;
    }

    public Task<bool> EndAsync(string chatId, DateTimeOffset at)
    {
        lock (_lock)
        {
            Reached(chatId, at);
            return Task.FromResult(_outages.TryGetValue(chatId, out var outage) && outage.IsEndedBy(at) && _outages.Remove(chatId));
        }
    }

    private void Reached(string chatId, DateTimeOffset at)
    {
        if (!_reached.TryGetValue(chatId, out var known) || known < at)
        {
            _reached[chatId] = at;
        }
    }
}
