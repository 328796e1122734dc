using System.Diagnostics;
using System.Globalization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit.Whole;

namespace PhStudio.Messaging.Sender.Bench;

/// <summary>The rows of the table; each runs in a <see cref="Field"/> of its own.</summary>
internal sealed class Rows(Servers servers)
{
    private const long First = 5_000_000;
    private const long Group = -1_009_000_001;

    private static readonly Dictionary<string, string> Lifted = new()
    {
        ["TELEGRAM_RATE_LIMIT_REQUESTS"] = "0", ["SENDER_PRIVATE_INTERVAL_MS"] = "0", ["SENDER_GROUP_INTERVAL_MS"] = "0", ["SENDER_GROUP_PER_MINUTE"] = "0",
    };

    public IReadOnlyList<(string Name, Func<Task<IReadOnlyList<string>>> Run)> All =>
    [
        ("rate", async () => [await RateAsync(1), await RateAsync(3)]),
        ("group", async () => [await GroupAndPeopleAsync(groupFirst: false), await GroupAndPeopleAsync(groupFirst: true)]),
        ("jitter", async () => [await JitterAsync(delayed: false), await JitterAsync(delayed: true)]),
        ("critical", async () => [await CriticalAsync()]),
        ("speed", SpeedAsync),
        ("pool", async () => [await PoolAsync()]),
        ("memory", async () => [await MemoryAsync()]),
    ];

    private static async Task<string> RateAsync(int senders)
    {
        await using var field = await Field.CreateAsync(limits: true);
        await field.AddPeopleAsync(First, 900);
        for (var i = 0; i < senders; i++)
        {
            await field.StartSenderAsync();
        }

        await field.PublishAllAsync(People(900));
        await field.UntilAcceptedAsync(900, TimeSpan.FromMinutes(2));
        var sends = await field.SendsAsync();
        var share = 899 / 30.0 / (sends[^1].At - sends[0].At).TotalSeconds;
        return Row($"900 to 900 private chats at 30 a second, {senders} Sender{(senders > 1 ? "s" : "")}", "99 %, no 429", $"{share:P1} of the allowed rate, {await field.RateLimitedAsync()} times 429");
    }

    private static async Task<string> GroupAndPeopleAsync(bool groupFirst)
    {
        await using var field = await Field.CreateAsync(limits: true);
        await field.AddPeopleAsync(First, 300);
        await field.AddGroupAsync(Group);
        await field.StartSenderAsync();
        var group = Enumerable.Repeat(Group, 60);
        var all = groupFirst ? [.. group, .. People(300)] : group.SelectMany((chat, i) => People(300).Skip(i * 5).Take(5).Prepend(chat)).ToList();

        var start = TimeProvider.System.GetUtcNow();
        foreach (var batch in all.Chunk(20))
        {
            await Task.WhenAll(batch.Select(chat => field.PublishAsync(chat)));
        }

        await field.UntilAcceptedAsync(360, TimeSpan.FromMinutes(4));
        var sends = await field.SendsAsync();
        var people = (sends.Last(send => send.Chat > 0).At - start).TotalSeconds;
        var last = (sends.Last(send => send.Chat < 0).At - start).TotalSeconds;
        return Row($"60 to one group and 300 to private chats, {(groupFirst ? "the group's first" : "mixed")}", "300 within 12 s, group within 125 s, no 429", $"300 in {people:F1} s, group in {last:F1} s, {await field.RateLimitedAsync()} times 429");
    }

    /// <summary>Three Senders that start together with everything waiting already; where it is delayed, each call takes another time on its way to Telegram.</summary>
    private static async Task<string> JitterAsync(bool delayed)
    {
        await using var field = await Field.CreateAsync(limits: true);
        await field.AddPeopleAsync(First, 300);
        await field.AddGroupAsync(Group);
        if (delayed)
        {
            // The first that fits meets a call: one in twenty takes 1.5 s, a fifth 0.6 s, a third 0.2 s, the rest 20 ms.
            foreach (var (milliseconds, share) in new[] { (1500, 0.05), (600, 0.2), (200, 0.4), (20, 1) })
            {
                await field.FaultAsync(new { kind = "delay", method = "sendMessage", delay_ms = milliseconds, probability = share });
            }
        }

        await field.PublishAllAsync(Enumerable.Repeat(Group, 60).SelectMany((chat, i) => People(300).Skip(i * 5).Take(5).Prepend(chat)));
        await Task.WhenAll(field.StartSenderAsync(), field.StartSenderAsync(), field.StartSenderAsync());
        await field.UntilAcceptedAsync(360, TimeSpan.FromMinutes(4));
        var sends = await field.SendsAsync();
        var people = sends.Where(send => send.Chat > 0).ToList();
        var group = sends.Where(send => send.Chat < 0).ToList();
        return Row(
            $"60 to one group and 300 to private chats, 3 Senders start together, {(delayed ? "each call delayed by 20 to 1,500 ms" : "no delays")}", "no 429",
            $"300 in {(people[^1].At - people[0].At).TotalSeconds:F1} s, group in {(group[^1].At - group[0].At).TotalSeconds:F1} s, {await field.RateLimitedAsync()} times 429");
    }

    private static async Task<string> CriticalAsync()
    {
        await using var field = await Field.CreateAsync(limits: true);
        await field.AddPeopleAsync(First, 11_000);
        await field.StartSenderAsync();
        await field.PublishAllAsync(People(10_000), Priority.Low);
        await field.UntilAcceptedAsync(30, TimeSpan.FromMinutes(1));

        var published = new Dictionary<long, DateTimeOffset>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(120));
        for (var chat = First + 10_000; chat < First + 10_300; chat++)
        {
            await pace.WaitForNextTickAsync();
            published[chat] = TimeProvider.System.GetUtcNow();
            await field.PublishAsync(chat, Priority.Critical);
        }

        await Task.Delay(TimeSpan.FromSeconds(3));
        var latencies = (await field.SendsAsync()).Where(send => published.ContainsKey(send.Chat)).Select(send => (send.At - published[send.Chat]).TotalMilliseconds).Order().ToList();
        return Row("critical while 10,000 low wait, publish to accepted", "99th percentile under 250 ms", $"{latencies.Count} of 300: median {At(latencies, 0.5):F0} ms, 99th percentile {At(latencies, 0.99):F0} ms, {await field.RateLimitedAsync()} times 429");
    }

    private async Task<IReadOnlyList<string>> SpeedAsync()
    {
        const int Count = 80_000;
        _ = servers;
        await using var bareField = await Field.CreateAsync(limits: false);
        await bareField.AddPeopleAsync(First, Count);
        await BareConsumer.FillAsync(bareField.BrokerUrl, People(Count));
        using var bare = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--bare"])
        {
            Environment = { ["BARE_RABBITMQ"] = bareField.BrokerUrl, ["BARE_URL"] = $"{bareField.Telegram}bot7000000001:EmulatorDemoTokenThatOpensNothingElse/sendMessage" },
        })!;
        await bareField.UntilAcceptedAsync(Count / 2, TimeSpan.FromMinutes(3));
        var (bareBefore, bareAccepted) = (Cpu(bare.Id), await bareField.AcceptedAsync());
        await bareField.UntilAcceptedAsync(Count, TimeSpan.FromMinutes(3));
        var bareCpu = (Cpu(bare.Id) - bareBefore) / (Count - bareAccepted);
        var bareRate = SteadyRate(await bareField.SendsAsync());
        bare.Kill();
        await bare.WaitForExitAsync();

        await using var field = await Field.CreateAsync(limits: false);
        await field.AddPeopleAsync(First, Count);
        await field.PublishAllAsync(People(Count));
        var sender = await field.StartSenderAsync(Lifted);
        await field.UntilAcceptedAsync(Count / 2, TimeSpan.FromMinutes(5));
        var (before, accepted) = (Cpu(sender.ProcessId), await field.AcceptedAsync());
        await field.UntilAcceptedAsync(Count, TimeSpan.FromMinutes(5));
        var cpu = (Cpu(sender.ProcessId) - before) / (Count - accepted);
        var rate = SteadyRate(await field.SendsAsync());

        return
        [
            Row("limits lifted, emulator answering at once, all on these cores", "more than 3,000 a second, at least 0.4 of the bare consumer", $"{rate:F0} a second; the bare consumer {bareRate:F0}; ratio {rate / bareRate:F2}"),
            Row("CPU per message in the Sender's process, over the second half", "under 300 microseconds", $"{cpu:F0} microseconds; the bare consumer {bareCpu:F0}"),
        ];
    }

    private static async Task<string> PoolAsync()
    {
        const int Count = 12_000;
        await using var field = await Field.CreateAsync(limits: false);
        await field.AddPeopleAsync(First, Count);
        await field.PublishAllAsync(People(Count));
        await field.FaultAsync(new { kind = "delay", method = "sendMessage", delay_ms = 57 });
        await field.StartSenderAsync(Lifted);
        await field.UntilAcceptedAsync(Count, TimeSpan.FromMinutes(5));
        var rate = SteadyRate(await field.SendsAsync());
        return Row("limits lifted, 57 ms per answer, pool of 50", "at least 90 % of 50 / 57 ms = 877 a second", $"{rate:F0} a second, {rate * 0.057 / 50:P0}");
    }

    private static async Task<string> MemoryAsync()
    {
        const int Count = 100_000;
        await using var field = await Field.CreateAsync(limits: true);
        await field.AddPeopleAsync(First, Count);
        await field.PublishAllAsync(People(Count), Priority.Low);
        var sender = await field.StartSenderAsync();
        var most = 0L;
        for (var i = 0; i < 30; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            using var process = Process.GetProcessById(sender.ProcessId);
            most = Math.Max(most, process.WorkingSet64);
        }

        return Row("memory of the Sender with a backlog of 100,000, over 30 s", "under 250 MB", $"{most / 1_000_000.0:F0} MB");
    }

    private static IEnumerable<long> People(int count) => Enumerable.Range(0, count).Select(i => First + i);

    /// <summary>Messages a second in the second half: in the first the process is still compiling itself.</summary>
    private static double SteadyRate(IReadOnlyList<(DateTimeOffset At, long Chat)> sends)
    {
        var from = sends.Count / 2;
        return (sends.Count - 1 - from) / (sends[^1].At - sends[from].At).TotalSeconds;
    }

    private static double Cpu(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime.TotalMicroseconds;
    }

    private static double At(List<double> ordered, double share) => ordered.Count == 0 ? double.NaN : ordered[Math.Min(ordered.Count - 1, (int)(ordered.Count * share))];

    private static string Row(string work, string target, FormattableString measured) => $"| {work} | {target} | {measured.ToString(CultureInfo.InvariantCulture)} |";
}
