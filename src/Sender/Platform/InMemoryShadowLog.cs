using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Shadow;

namespace PhStudio.Messaging.Sender.Platform;

/// <summary>In the memory of the process: the newest 10,000 calls.</summary>
internal sealed class InMemoryShadowLog : IShadowLog
{
    private const int Max = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<(string Method, string Arguments)> _calls = new();
    private long _number;

    /// <summary>The calls, the oldest first.</summary>
    public IReadOnlyList<(string Method, string Arguments)> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public Task<long> NoteAsync(string method, string arguments, int messages = 1)
    {
        lock (_lock)
        {
            _calls.Enqueue((method, arguments));
            if (_calls.Count > Max)
            {
                _calls.Dequeue();
            }

            _number += messages;
            return Task.FromResult(_number - messages + 1);
        }
    }

    public Task<int> EraseAsync(PersonTraces person)
    {
        lock (_lock)
        {
            var kept = _calls.Where(call => !ShadowedCall.Mentions(call.Arguments, person)).ToList();
            var erased = _calls.Count - kept.Count;
            _calls.Clear();
            kept.ForEach(_calls.Enqueue);
            return Task.FromResult(erased);
        }
    }
}
