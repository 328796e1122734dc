using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>Several processes that do not see each other, each with its share of the limits.</summary>
public sealed class ShareTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(10);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Together_they_keep_the_bots_limit(int processes)
    {
        var sent = await SendAllAsync(processes, i => $"{1000 + i}", 120);

        Assert.All(sent.Zip(sent.Skip(30 + processes)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1) - Tick, "more than 30 a second"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Together_they_keep_a_groups_limit(int processes)
    {
        var sent = await SendAllAsync(processes, _ => "-1001234567890", 60);

        var start = sent[0];
        Assert.All(sent.Select((at, i) => (at, i)), each => Assert.True(each.i + 1 <= 20 + ((each.at - start).TotalSeconds / 3) + 0.001, $"{each.i + 1} within {each.at - start}"));
    }

    /// <summary>Sends so many in turn, each when its process lets it, and gives the moments in order.</summary>
    private async Task<List<DateTimeOffset>> SendAllAsync(int processes, Func<int, string> chat, int count)
    {
        var limiters = Enumerable.Range(0, processes).Select(_ => new InMemoryLimiter(new LimitOptions(), _time) { Shares = processes }).ToList();
        var waiting = Enumerable.Range(0, count).Select(i => (Process: i % processes, Wanted: new AdmissionRequest(chat(i), Priority.Normal))).ToList();
        var sent = new List<DateTimeOffset>();
        for (var next = _time.GetUtcNow(); waiting.Count > 0;)
        {
            _time.SetUtcNow(next > _time.GetUtcNow() ? next : _time.GetUtcNow());
            next = DateTimeOffset.MaxValue;
            foreach (var (process, wanted) in waiting.ToList())
            {
                switch (await limiters[process].AskAsync(wanted))
                {
                    case AdmissionResult.Go go:
                        sent.Add(go.At);
                        waiting.Remove((process, wanted));
                        break;
                    case AdmissionResult.ChatWaits wait:
                        waiting[waiting.IndexOf((process, wanted))] = (process, wanted with { Place = wait.Place });
                        next = wait.Until < next ? wait.Until : next;
                        break;
                    case AdmissionResult.BotWaits wait:
                        next = wait.Until < next ? wait.Until : next;
                        break;
                }
            }
        }

        return [.. sent.Order()];
    }
}
