using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PhStudio.Messaging.RedisIntegration.Bench.Killing;

/// <summary>What came of killing the worker again and again.</summary>
/// <param name="Kills">How often it was killed while it had work.</param>
/// <param name="Payments">Messages that it was to consume.</param>
/// <param name="AppliedOnce">Of these, applied exactly once.</param>
/// <param name="Expected">Consequences that should come.</param>
/// <param name="Arrived">Different ones that came.</param>
/// <param name="Duplicates">Arrivals of one that had come before.</param>
/// <param name="DuplicatesWithOtherId">Of these, with another message id than the first.</param>
/// <param name="Took">Time for all.</param>
public sealed record KillResult(
    int Kills, int Payments, int AppliedOnce, int Expected, int Arrived, int Duplicates, int DuplicatesWithOtherId, TimeSpan Took);

/// <summary>
/// Sends payments to a worker in a process of its own and kills that process at a random moment of its work, again and again. At the end one worker
/// is left alone until the queues are empty, and the books are compared.
/// </summary>
public static class KillExperiment
{
    private const int Accounts = 5;
    private const int PaymentsPerKill = 15;

    /// <param name="arguments">Where Redis and RabbitMQ are.</param>
    /// <param name="kills">How often the worker is killed.</param>
    /// <param name="timeout">How long nothing may happen before it is given up; the experiment as a whole takes as long as it takes.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    public static async Task<KillResult> RunAsync(Arguments arguments, int kills, TimeSpan timeout, Action<string>? progress = null)
    {
        var clock = Stopwatch.StartNew();
        var name = $"kill-{Guid.NewGuid():N}";
        var arrivals = new ConcurrentQueue<(int Number, int Part, Guid MessageId)>();
        // Random moments are the point of it; the seed is no secret.
        var random = new Random(kills);
        using var observer = await BenchHost.StartAsync(arguments, x => Observe(x, name), services => services.AddSingleton(new Arriving(name, arrivals)));
        var accounts = Enumerable.Range(0, Accounts).Select(_ => NewId.NextGuid()).ToArray();
        var sent = 0;
        string[] options = ["--name", name, $"--{KillWorker.InCommit}", arguments.Text(KillWorker.InCommit, "no")];

        // The first worker declares the queues.
        using (var worker = ChildProcess.Start(KillWorker.Command, arguments, options))
        {
            await worker.Ready;
            sent = await SendAsync(observer, name, accounts, sent, count: 1);
            await UntilAsync(() => !arrivals.IsEmpty, timeout);
        }

        for (var kill = 0; kill < kills; kill++)
        {
            using var worker = ChildProcess.Start(KillWorker.Command, arguments, options);
            await worker.Ready;
            var before = arrivals.Count;
            sent = await SendAsync(observer, name, accounts, sent, PaymentsPerKill);
            await UntilAsync(() => arrivals.Count > before, timeout);
            await Task.Delay(random.Next(0, 120));
            worker.Kill();
            if ((kill + 1) % 20 == 0)
            {
                progress?.Invoke($"{kill + 1} kills in {clock.Elapsed.TotalSeconds:0} s: {sent} payments sent, {Different(arrivals)} of {sent * 4} consequences here");
            }
        }

        using (ChildProcess.Start(KillWorker.Command, arguments, options))
        {
            await DrainAsync(arrivals, sent * 4, timeout);
            progress?.Invoke($"drained after {clock.Elapsed.TotalSeconds:0} s: {Different(arrivals)} of {sent * 4} consequences here");
        }

        return await BooksAsync(arguments, name, accounts, arrivals, kills, sent, clock.Elapsed);
    }

    private static void Observe(IBusRegistrationConfigurator x, string name) =>
        x.AddConsumer<ConsequenceConsumer>().Endpoint(e => e.Name = $"{name}-consequences");

    private static async Task<int> SendAsync(IHost observer, string name, Guid[] accounts, int sent, int count)
    {
        var endpoint = await observer.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{name}-accounts"));
        await Task.WhenAll(Enumerable.Range(sent, count).Select(number => endpoint.Send(new Payment(accounts[number % accounts.Length], number, name))));
        return sent + count;
    }

    private static async Task<KillResult> BooksAsync(Arguments arguments, string name, Guid[] accounts,
        ConcurrentQueue<(int Number, int Part, Guid MessageId)> arrivals, int kills, int sent, TimeSpan took)
    {
        using var reader = await BenchHost.StartAsync(arguments, x =>
            x.AddSagaStateMachine<AccountStateMachine, Account>().RedisRepository(r => r.KeyPrefix = $"{name}-accounts"), inMemory: true);
        var repository = reader.Services.GetRequiredService<ILoadSagaRepository<Account>>();
        var applied = new List<int>();
        foreach (var account in accounts)
        {
            applied.AddRange((await repository.Load(account))?.Applied ?? []);
        }

        await reader.StopAsync();
        var appliedOnce = applied.GroupBy(number => number).Count(group => group.Count() == 1 && group.Key < sent);
        var groups = arrivals.GroupBy(arrival => (arrival.Number, arrival.Part)).ToList();

        return new KillResult(kills, sent, appliedOnce, sent * 4, groups.Count, arrivals.Count - groups.Count,
            groups.Sum(group => group.Select(arrival => arrival.MessageId).Distinct().Count() - 1), took);
    }

    /// <summary>Waits until all have come. As long as something still comes it is not given up, however slow the machine is.</summary>
    private static async Task DrainAsync(ConcurrentQueue<(int Number, int Part, Guid MessageId)> arrivals, int expected, TimeSpan timeout)
    {
        var quiet = Stopwatch.StartNew();
        var seen = 0;
        while (Different(arrivals) < expected && quiet.Elapsed < timeout)
        {
            await Task.Delay(200);
            if (arrivals.Count > seen)
            {
                seen = arrivals.Count;
                quiet.Restart();
            }
        }
    }

    private static int Different(ConcurrentQueue<(int Number, int Part, Guid MessageId)> arrivals) =>
        arrivals.DistinctBy(arrival => (arrival.Number, arrival.Part)).Count();

    private static async Task UntilAsync(Func<bool> condition, TimeSpan timeout)
    {
        var clock = Stopwatch.StartNew();
        while (!condition() && clock.Elapsed < timeout)
        {
            await Task.Delay(20);
        }
    }
}

/// <summary>The arrivals of one experiment; another one may run on the same broker.</summary>
public sealed record Arriving(string Run, ConcurrentQueue<(int Number, int Part, Guid MessageId)> Arrivals);

/// <summary>Writes down every consequence that arrives.</summary>
public sealed class ConsequenceConsumer(Arriving arriving) : IConsumer<Consequence>
{
    public Task Consume(ConsumeContext<Consequence> context)
    {
        if (context.Message.Run == arriving.Run)
        {
            arriving.Arrivals.Enqueue((context.Message.Number, context.Message.Part, context.MessageId ?? Guid.Empty));
        }

        return Task.CompletedTask;
    }
}
