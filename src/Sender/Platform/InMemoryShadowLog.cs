using System.Collections.Concurrent;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Platform;

/// <summary>In the memory of the process: the newest 10,000 calls.</summary>
internal sealed class InMemoryShadowLog : IShadowLog
{
    private const int Max = 10_000;

    private readonly ConcurrentQueue<(string Method, string Arguments)> _calls = new();
    private long _number;

    /// <summary>The calls, the oldest first.</summary>
    public IReadOnlyList<(string Method, string Arguments)> Calls => [.. _calls];

    public Task<long> NoteAsync(string method, string arguments)
    {
        _calls.Enqueue((method, arguments));
        if (_calls.Count > Max)
        {
            _calls.TryDequeue(out _);
        }

        return Task.FromResult(Interlocked.Increment(ref _number));
    }
}
