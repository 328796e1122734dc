using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Bench.Killing;
using PhStudio.Messaging.RedisIntegration.Bench.Speed;
using PhStudio.Messaging.RedisIntegration.Messages;
using PhStudio.Messaging.RedisIntegration.Scheduling;
using PhStudio.Messaging.RedisIntegration.Telemetry;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Bench.Schedules;

/// <summary>
/// Spreads schedules over a day, says what they take in Redis, and lives through a minute of that day: the lag of the ones due in it.
/// The schedules are copies of one that went the whole way through the scheduler's endpoint, with a token, an id and a time of their own.
/// </summary>
public static class ManySchedules
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Whole("count", 1_000_000);
        var seconds = arguments.Whole("seconds", 60);
        var name = $"many-{Guid.NewGuid():N}";
        var lags = new List<double>();
        using var listener = ListenToLag(lags);
        using var host = await BenchHost.StartAsync(arguments, x =>
        {
            x.AddRedisMessageScheduler(options => options.QueueName = name);
            x.AddConsumer<ArrivalConsumer>().Endpoint(e => e.Name = $"{name}-arrivals");
        }, services => services.AddSingleton(new Arrivals(int.MaxValue)));
        var queue = host.Services.GetRequiredService<RedisScheduler>().Queue;

        var sample = await SampleAsync(host.Services, queue, name);
        var before = Used(queue.Database);
        var clock = Stopwatch.StartNew();
        await AddAsync(queue, sample, count, TimeProvider.System.GetUtcNow());
        var added = clock.Elapsed;
        var bytes = (Used(queue.Database) - before) / (double)count;

        // What came due while the rest was still being stored is not the dispatcher's lag.
        await Task.Delay(TimeSpan.FromSeconds(5));
        lock (lags)
        {
            lags.Clear();
        }

        await Task.Delay(TimeSpan.FromSeconds(seconds));
        Console.WriteLine(
            $"""
            | {count:N0} schedules over a day | |
            |---|---:|
            | message as stored, bytes | {sample.Record().Length()} |
            | memory a piece, bytes | {bytes:N0} |
            | memory in all, MB | {bytes * count / 1e6:N0} |
            | stored a second | {count / added.TotalSeconds:N0} |
            | sent in the {seconds} s after storing | {lags.Count:N0} |
            | lag, median ms | {Percentile(lags, 50):0.0} |
            | lag, 99th percentile ms | {Percentile(lags, 99):0.0} |
            | lag, longest ms | {Percentile(lags, 100):0.0} |
            """);
        await host.StopAsync();
        var server = queue.Database.Multiplexer;
        foreach (var key in queue.WaitingKeys)
        {
            await server.GetDatabase().KeyDeleteAsync(key);
        }

        return 0;
    }

    /// <summary>One schedule as the endpoint stores it.</summary>
    private static async Task<DelayedMessage> SampleAsync(IServiceProvider services, DelayedMessageStore queue, string name)
    {
        var scheduled = await services.GetRequiredService<IMessageScheduler>().ScheduleSend(new Uri($"exchange:{name}-arrivals"),
            TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(2), new Consequence(Number: 1, Part: 4));
        var token = scheduled.TokenId.ToString("N");
        RedisValue record;
        while ((record = await queue.Database.HashGetAsync(queue.WaitingKeys[1], token)).IsNull)
        {
            await Task.Delay(10);
        }

        return DelayedMessage.Read(token, record);
    }

    private static async Task AddAsync(DelayedMessageStore queue, DelayedMessage sample, int count, DateTimeOffset start)
    {
        var next = -1;
        var now = TimeProvider.System.GetUtcNow();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < count)
            {
                var id = NewId.NextGuid();
                var message = StoredMessage.FromJson(sample.Message.ToJson());
                message.MessageId = id;
                await queue.AddAsync(new DelayedMessage(id.ToString("N"), id, start.AddDays((double)i / count), message), now, limit: 0, CancellationToken.None);
            }
        }));
    }

    private static MeterListener ListenToLag(List<double> lags)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, me) =>
            {
                if (instrument is { Meter.Name: RedisIntegrationTelemetry.Name, Name: "redis.scheduler.lag" })
                {
                    me.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, lag, _, _) =>
        {
            lock (lags)
            {
                lags.Add(lag * 1000);
            }
        });
        listener.Start();
        return listener;
    }

    private static double Percentile(List<double> values, int percent)
    {
        lock (values)
        {
            var sorted = values.Order().ToList();
            return sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
        }
    }

    private static long Used(IDatabase database)
    {
        var server = database.Multiplexer.GetServer(database.Multiplexer.GetEndPoints()[0]);
        var memory = server.Info("memory").SelectMany(section => section).First(line => line.Key == "used_memory");
        return long.Parse(memory.Value, CultureInfo.InvariantCulture);
    }

    private static int Length(this RedisValue value) => ((byte[])value!).Length;
}
