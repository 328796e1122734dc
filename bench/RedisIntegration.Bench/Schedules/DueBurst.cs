using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.RedisIntegration.Bench.Killing;

namespace PhStudio.Messaging.RedisIntegration.Bench.Schedules;

/// <summary>Many messages due in the same second, sent by two processes: how long it takes, and whether one comes twice.</summary>
public static class DueBurst
{
    public const string WorkerCommand = "burst-worker";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Whole("count", 10_000);
        var name = $"burst-{Guid.NewGuid():N}";
        var arrivals = new ConcurrentQueue<(int Number, int Part, Guid MessageId)>();
        using var host = await BenchHost.StartAsync(arguments, x =>
        {
            x.AddRedisMessageScheduler(options =>
            {
                options.QueueName = name;
                options.Dispatch = false;
            });
            x.AddConsumer<ConsequenceConsumer>().Endpoint(e => e.Name = $"{name}-arrivals");
        }, services => services.AddSingleton(new Arriving(name, arrivals)));
        using var one = ChildProcess.Start(WorkerCommand, arguments, "--name", name);
        using var two = ChildProcess.Start(WorkerCommand, arguments, "--name", name);
        await Task.WhenAll(one.Ready, two.Ready);

        var scheduler = host.Services.GetRequiredService<IMessageScheduler>();
        var due = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(Math.Max(10, count / 1000));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async sender =>
        {
            for (var i = sender; i < count; i += 100)
            {
                await scheduler.ScheduleSend(new Uri($"exchange:{name}-arrivals"), due.AddMilliseconds(1000.0 * i / count), new Consequence(i, Part: 4, name));
            }
        }));
        var late = TimeProvider.System.GetUtcNow().UtcDateTime > due;
        var wait = due - TimeProvider.System.GetUtcNow().UtcDateTime;
        await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        var clock = Stopwatch.StartNew();
        while (arrivals.Count < count && clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(5);
        }

        var took = clock.Elapsed;
        await Task.Delay(TimeSpan.FromSeconds(2));
        Console.WriteLine(
            $"""
            | {count:N0} due in the same second, two processes | |
            |---|---:|
            | stored before their time | {(late ? "no" : "yes")} |
            | seconds from the first one's time until all had arrived | {took.TotalSeconds:0.00} |
            | arrived | {arrivals.Select(arrival => arrival.Number).Distinct().Count():N0} |
            | came twice | {arrivals.Count - arrivals.Select(arrival => arrival.Number).Distinct().Count():N0} |
            """);
        await host.StopAsync();
        return 0;
    }

    public static async Task<int> WorkAsync(Arguments arguments)
    {
        using var host = await BenchHost.StartAsync(arguments, x => x.AddRedisMessageScheduler(options => options.QueueName = arguments.Text("name", "burst")));
        Console.WriteLine(ChildProcess.ReadyLine);
        await host.WaitForShutdownAsync();
        return 0;
    }
}
