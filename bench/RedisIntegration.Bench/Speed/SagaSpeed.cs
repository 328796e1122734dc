using StackExchange.Redis;
using System.Diagnostics;
using System.Globalization;
using MassTransit;
using PhStudio.Messaging.RedisIntegration.Bench.Killing;
using PhStudio.Messaging.RedisIntegration.Sagas;

namespace PhStudio.Messaging.RedisIntegration.Bench.Speed;

/// <summary>Loads a saga and swaps it for its next version, on a thousand sagas.</summary>
public static class SagaSpeed
{
    private const int Sagas = 1000;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Whole("count", 200_000);
        using var connection = BenchHost.Connect(arguments.Redis);
        var database = connection.GetDatabase();
        var prefix = $"bench-{Guid.NewGuid():N}:";
        var store = Store(database, prefix);
        var ids = Enumerable.Range(0, Sagas).Select(_ => NewId.NextGuid()).ToArray();
        await Task.WhenAll(ids.Select(id => new RedisSagaSession<Account>(store, commit: null).InsertAsync(new Account { CorrelationId = id, CurrentState = "Open" }, default)));

        Console.WriteLine("| load and swap at once | a second | CPU each, this process, µs | CPU each, Redis, µs |");
        Console.WriteLine("|---:|---:|---:|---:|");
        foreach (var parallel in new[] { 1, 16, 64, 256 })
        {
            await SwapAsync(store, ids, parallel, Math.Min(count, 5_000));
            var times = parallel == 1 ? count / 10 : count;
            var before = (Own: Environment.CpuUsage.TotalTime.TotalMicroseconds, Redis: RedisCpu(connection));
            var perSecond = await SwapAsync(store, ids, parallel, times);
            var own = (Environment.CpuUsage.TotalTime.TotalMicroseconds - before.Own) / times;
            Console.WriteLine($"| {parallel} | {perSecond:N0} | {own:0.0} | {(RedisCpu(connection) - before.Redis) / times:0.0} |");
        }

        foreach (var mode in new[] { ConcurrencyMode.Optimistic, ConcurrencyMode.Pessimistic })
        {
            await OneSagaAsync(Store(database, prefix, mode), Store(database, prefix, mode), mode);
        }

        return 0;
    }

    private static RedisSagaStore<Account> Store(StackExchange.Redis.IDatabase database, string prefix, ConcurrencyMode mode = ConcurrencyMode.Optimistic) =>
        new(new Lazy<IDatabase>(database), new RedisSagaRepositoryOptions
        {
            ConcurrencyMode = mode,
            KeyPrefix = prefix,
            LockSuffix = "_lock",
            LockTimeout = TimeSpan.FromSeconds(30),
            LockRetryTimeout = TimeSpan.FromSeconds(30),
            Expiry = TimeSpan.FromMinutes(10),
            ExpiryMode = SagaExpiryMode.Sliding,
        }, TimeProvider.System);

    /// <summary>Sixteen writers on one saga, eight in each of what are two processes to the library: nobody fails, and how long does one wait?</summary>
    private static async Task OneSagaAsync(RedisSagaStore<Account> one, RedisSagaStore<Account> two, ConcurrencyMode mode)
    {
        const int Writers = 16;
        const int Updates = 200;
        var id = NewId.NextGuid();
        await new RedisSagaSession<Account>(one, commit: null).InsertAsync(new Account { CorrelationId = id, CurrentState = "Open" }, default);
        var waits = new System.Collections.Concurrent.ConcurrentBag<double>();
        var conflicts = 0;

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var store = writer % 2 == 0 ? one : two;
            for (var i = 0; i < Updates; i++)
            {
                var started = Stopwatch.GetTimestamp();
                while (!await TryUpdateAsync(store, id))
                {
                    Interlocked.Increment(ref conflicts);
                }

                waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }));

        var sorted = waits.Order().ToList();
        var saga = await new RedisSagaSession<Account>(one, commit: null).LoadAsync(id, default);
        Console.WriteLine(
            $"""

            | {Writers} writers on one saga, {mode} | |
            |---|---:|
            | updates wanted | {Writers * Updates:N0} |
            | updates applied | {saga!.Version:N0} |
            | conflicts, tried again | {conflicts:N0} |
            | wait for one update, median ms | {sorted[sorted.Count / 2]:0.0} |
            | 99th percentile ms | {sorted[sorted.Count * 99 / 100]:0.0} |
            | longest ms | {sorted[^1]:0.0} |
            """);
    }

    private static async Task<bool> TryUpdateAsync(RedisSagaStore<Account> store, Guid id)
    {
        await using var access = await store.AccessAsync(id, CancellationToken.None);
        var session = new RedisSagaSession<Account>(store, commit: null);
        var saga = await session.LoadAsync(id, CancellationToken.None) ?? throw new InvalidOperationException("The saga is gone.");
        try
        {
            await session.UpdateAsync(saga, CancellationToken.None);
            return true;
        }
        catch (ConcurrencyException)
        {
            return false;
        }
    }

    /// <summary>What Redis has used up to now, in microseconds. Unlike the speed it says the same on a busy machine.</summary>
    private static double RedisCpu(StackExchange.Redis.ConnectionMultiplexer connection) =>
        connection.GetServer(connection.GetEndPoints()[0]).Info("cpu").SelectMany(section => section)
            .Where(line => line.Key is "used_cpu_sys" or "used_cpu_user").Sum(line => double.Parse(line.Value, CultureInfo.InvariantCulture)) * 1e6;

    private static async Task<double> SwapAsync(RedisSagaStore<Account> store, Guid[] ids, int parallel, int count)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(async worker =>
        {
            // Each worker keeps to sagas of its own: this measures speed, the tests measure conflict.
            for (var i = 0; i < count / parallel; i++)
            {
                var id = ids[(worker + i * parallel) % (ids.Length / parallel * parallel)];
                var session = new RedisSagaSession<Account>(store, commit: null);
                var saga = await session.LoadAsync(id, CancellationToken.None) ?? throw new InvalidOperationException("The saga is gone.");
                await session.UpdateAsync(saga, CancellationToken.None);
            }
        }));
        return count / clock.Elapsed.TotalSeconds;
    }
}
