using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Redis;

/// <summary>Writes one key after the other and remembers which were acknowledged.</summary>
internal sealed class RedisWriter : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<string> _acknowledged = [];
    private readonly List<Exception> _faults = [];
    private readonly ServiceProvider _services;
    private readonly IDatabase _database;
    private readonly Task _writing;

    private RedisWriter(ServiceProvider services)
    {
        _services = services;
        _database = services.GetRequiredService<IDatabase>();
        _writing = Task.Run(WriteAsync);
    }

    public IReadOnlyList<Exception> Faults
    {
        get
        {
            lock (_faults)
            {
                return [.. _faults];
            }
        }
    }

    public static async Task<RedisWriter> StartAsync(string url, bool isThere = true)
    {
        var services = new ServiceCollection().AddLogging().AddMonitoredRedisConnection(RedisUrl.Parse(url));
        services.AddHealthChecks().AddRedisIntegration("redis");
        var writer = new RedisWriter(services.BuildServiceProvider());
        if (isThere)
        {
            await writer.GoesOnAsync(TimeSpan.FromSeconds(20));
        }

        return writer;
    }

    public Task<HealthReport> HealthAsync() => _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

    /// <summary>Returns when a hundred more were acknowledged and the last of them is on this server, where one is named.</summary>
    public Task GoesOnAsync(TimeSpan timeout, RedisServer? by = null)
    {
        var before = Acknowledged().Count;
        return Eventually.TrueAsync("writes to be acknowledged", async () => Acknowledged() is var now && now.Count >= before + 100
            && (by is null || (await by.CommandAsync($"EXISTS {now[^1]}") == ":1" && await by.InfoAsync("role") == "master")), timeout);
    }

    /// <summary>What was acknowledged and is not on this server.</summary>
    public async Task<IReadOnlyList<string>> LostAsync(RedisServer server)
    {
        await _stopping.CancelAsync();
        await _writing;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Address);
        var keys = Acknowledged();
        var there = await Task.WhenAll(keys.Select(key => connection.GetDatabase().KeyExistsAsync(key)));
        TestContext.Current.SendDiagnosticMessage($"{keys.Count} acknowledged, {there.Count(isThere => !isThere)} lost, {Faults.Count} refused: {string.Join(", ", Faults.GroupBy(fault => fault.Message.Split(' ')[0]).Select(group => $"{group.Count()} {group.Key}"))}");
        return [.. keys.Where((_, i) => !there[i])];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _writing;
        await _services.DisposeAsync();
        _stopping.Dispose();
    }

    private List<string> Acknowledged()
    {
        lock (_acknowledged)
        {
            return [.. _acknowledged];
        }
    }

    private async Task WriteAsync()
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        for (var i = 0; !_stopping.IsCancellationRequested; i++)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            try
            {
                await _database.StringSetAsync($"failover:{i}", i);
                lock (_acknowledged)
                {
                    _acknowledged.Add($"failover:{i}");
                }
            }
            catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException)
            {
                lock (_faults)
                {
                    _faults.Add(exception);
                }
            }
        }
    }
}
