using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Bench.Speed;

/// <summary>What appendfsync costs: writes of one kilobyte, waited for, on a redis-server of its own.</summary>
public static class FsyncCost
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Whole("count", 50_000);
        Console.WriteLine("| appendfsync | writers | writes a second | median ms | 99th percentile ms |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var policy in new[] { "no", "everysec", "always" })
        {
            foreach (var writers in new[] { 1, 16, 64 })
            {
                await MeasureAsync(policy, writers, writers == 1 ? count / 10 : count);
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(string policy, int writers, int count)
    {
        var folder = Directory.CreateTempSubdirectory("fsync").FullName;
        var port = FreePort();
        using var server = Process.Start(new ProcessStartInfo("redis-server",
            ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", policy])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        try
        {
            using var connection = BenchHost.Connect($"127.0.0.1:{port}");
            var database = connection.GetDatabase();
            await ReachableAsync(database);
            RedisValue value = new byte[1024];
            var times = new double[count / writers * writers];
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, writers).Select(async writer =>
            {
                for (var i = 0; i < count / writers; i++)
                {
                    var started = Stopwatch.GetTimestamp();
                    await database.StringSetAsync($"{writer}:{i % 100}", value);
                    times[writer * (count / writers) + i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                }
            }));
            var seconds = clock.Elapsed.TotalSeconds;
            Array.Sort(times);
            Console.WriteLine($"| {policy} | {writers} | {times.Length / seconds:N0} | {times[times.Length / 2]:0.00} | {times[times.Length * 99 / 100]:0.00} |");
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ReachableAsync(IDatabase database)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await database.PingAsync();
                return;
            }
            catch (RedisConnectionException) when (tries < 100)
            {
                await Task.Delay(50);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
