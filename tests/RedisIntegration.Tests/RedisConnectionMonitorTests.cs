using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.RedisIntegration.Connections;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests;

/// <summary>A connection to Redis that is open and silent, as after a network that swallows packets.</summary>
public sealed class RedisConnectionMonitorTests
{
    private static readonly RedisConnectionMonitorOptions Quick = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(400));

    [Fact]
    public async Task A_connection_that_fell_silent_is_replaced_for_those_who_hold_it_and_what_waits_on_it_ends()
    {
        await using var gate = GateBeforeRedis();
        using var monitor = Through(gate);
        var redis = monitor.Connection;
        var held = redis.GetDatabase();
        await held.PingAsync();

        gate.Silence();
        var swallowed = redis.GetDatabase().PingAsync();

        await Eventually.TrueAsync("an answer to those who hold the connection", () => AnswersAsync(redis.GetDatabase()));
        await Eventually.TrueAsync("an answer to those who hold the database", () => AnswersAsync(held));
        await Eventually.TrueAsync("an end of what was asked into the silence", () => swallowed.IsCompleted);
        await Assert.ThrowsAnyAsync<RedisException>(() => swallowed);
    }

    /// <summary>The client alone takes 21 seconds, ours six; a busy machine gets fifteen.</summary>
    [Fact]
    public async Task By_default_a_silent_connection_is_replaced_long_before_the_client_would()
    {
        await using var gate = GateBeforeRedis();
        using var monitor = Through(gate, RedisConnectionMonitorOptions.Default);
        var held = monitor.Connection.GetDatabase();
        await held.PingAsync();

        gate.Silence();

        await Eventually.TrueAsync("an answer to those who hold the database", () => AnswersAsync(held), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_connection_that_is_cut_and_refused_answers_when_Redis_is_back()
    {
        await using var gate = GateBeforeRedis();
        using var monitor = Through(gate);
        var held = monitor.Connection.GetDatabase();
        await held.PingAsync();

        gate.Shut();
        await Eventually.TrueAsync("silence", async () => !await AnswersAsync(held));
        gate.Open();

        await Eventually.TrueAsync("an answer", () => AnswersAsync(held));
    }

    private static TcpGate GateBeforeRedis()
    {
        var redis = new Uri(RealServers.Redis);
        return new TcpGate(redis.Host, redis.Port);
    }

    private static RedisConnectionMonitor Through(TcpGate gate, RedisConnectionMonitorOptions? options = null) => new(
        ConfigurationOptions.Parse($"127.0.0.1:{gate.Port},abortConnect=false"), options ?? Quick, NullLogger<RedisConnectionMonitor>.Instance);

    private static async Task<bool> AnswersAsync(IDatabase database)
    {
        try
        {
            await database.PingAsync().WaitAsync(TimeSpan.FromMilliseconds(200));
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return false;
        }
    }
}
