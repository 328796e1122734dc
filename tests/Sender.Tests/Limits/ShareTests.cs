using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Clearance;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Tests.Limits;

/// <summary>Several processes that do not see each other, each with its share of the limits.</summary>
public sealed class ShareTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMicroseconds(10);

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Together_they_keep_the_bots_limit(int processes)
    {
        var sent = await SendAll(processes, i => $"{1000 + i}", 120);

        Assert.All(sent.Zip(sent.Skip(30 + processes)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1) - Tick, "more than 30 a second"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Together_they_keep_a_groups_limit(int processes)
    {
        var sent = await SendAll(processes, _ => "-1001234567890", 60);

        var start = sent[0];
        Assert.All(sent.Select((at, i) => (at, i)), each => Assert.True(each.i + 1 <= 20 + ((each.at - start).TotalSeconds / 3) + 0.001, $"{each.i + 1} within {each.at - start}"));
    }

    /// <summary>Sends so many in turn, each when its process lets it, and gives the moments in order.</summary>
    private async Task<List<DateTimeOffset>> SendAll(int processes, Func<int, string> chat, int count)
    {
        var limiters = Enumerable.Range(0, processes).Select(_ => new InMemoryLimiter(new LimitOptions(), time) { Shares = processes }).ToList();
        var waiting = Enumerable.Range(0, count).Select(i => (Process: i % processes, Wanted: new Permission(chat(i), Priority.Normal))).ToList();
        var sent = new List<DateTimeOffset>();
        for (var next = time.GetUtcNow(); waiting.Count > 0;)
        {
            time.SetUtcNow(next > time.GetUtcNow() ? next : time.GetUtcNow());
            next = DateTimeOffset.MaxValue;
            foreach (var (process, wanted) in waiting.ToList())
            {
                switch (await limiters[process].Ask(wanted))
                {
                    case Verdict.Go go:
                        sent.Add(go.At);
                        waiting.Remove((process, wanted));
                        break;
                    case Verdict.ChatWaits wait:
                        waiting[waiting.IndexOf((process, wanted))] = (process, wanted with { Place = wait.Place });
                        next = wait.Until < next ? wait.Until : next;
                        break;
                    case Verdict.BotWaits wait:
                        next = wait.Until < next ? wait.Until : next;
                        break;
                }
            }
        }

        return [.. sent.Order()];
    }
}
