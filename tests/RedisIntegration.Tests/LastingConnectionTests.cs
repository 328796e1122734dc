using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.RedisIntegration.Connections;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests;

/// <summary>A connection to Redis that is open and silent, as after a network that swallows packets.</summary>
public sealed class LastingConnectionTests
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly LastingConnectionOptions Quick = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(400));

    [Fact]
    public async Task A_connection_that_fell_silent_is_replaced_for_those_who_hold_it_and_what_waits_on_it_ends()
    {
        await using var gate = GateBeforeRedis();
        using var lasting = Through(gate);
        var redis = lasting.Connection;
        var held = lasting.Database;
        await held.PingAsync();

        gate.Silence();
        var swallowed = redis.GetDatabase().PingAsync();

        await Eventually.True("an answer to those who hold the connection", () => AnswersAsync(redis.GetDatabase()));
        await Eventually.True("an answer to those who hold the database", () => AnswersAsync(held));
        await Eventually.True("an end of what was asked into the silence", () => swallowed.IsCompleted);
        await Assert.ThrowsAnyAsync<RedisException>(() => swallowed);
    }

    [Fact]
    public async Task A_connection_that_is_cut_and_refused_answers_when_Redis_is_back()
    {
        await using var gate = GateBeforeRedis();
        using var lasting = Through(gate);
        var held = lasting.Database;
        await held.PingAsync();

        gate.Shut();
        await Eventually.True("silence", async () => !await AnswersAsync(held));
        gate.Open();

        await Eventually.True("an answer", () => AnswersAsync(held));
    }

    [Fact]
    public async Task A_connection_whose_writer_missed_a_message_is_replaced()
    {
        using var lasting = new LastingConnection(ConfigurationOptions.Parse(RealRedis.Address), Quick, NullLogger<LastingConnection>.Instance);
        await lasting.Database.PingAsync();

        QueueWithoutWaking(lasting.Database.Multiplexer);
        var missed = lasting.Database.PingAsync();

        await Eventually.True("an answer", () => AnswersAsync(lasting.Database));
        await Assert.ThrowsAnyAsync<RedisException>(() => missed);
    }

    /// <summary>What the client does to itself where it is connected at the wrong moment (docs/decisions/0007): a message in the queue that woke no writer.</summary>
    private static void QueueWithoutWaking(ConnectionMultiplexer client)
    {
        var library = typeof(ConnectionMultiplexer).Assembly;
        var command = library.GetType("StackExchange.Redis.RedisCommand")!;
        var ping = library.GetType("StackExchange.Redis.Message")!.GetMethod("Create", Hidden, [typeof(int), typeof(CommandFlags), command])!
            .Invoke(null, [-1, CommandFlags.None, Enum.Parse(command, "PING")]);
        var server = ((Array)Field(client, "serverSnapshot")).GetValue(0)!;
        var queue = Field(Field(server, "interactive"), "queue");
        queue.GetType().GetMethod("Push", Hidden)!.Invoke(queue, [ping]);
    }

    private static object Field(object of, string name) => of.GetType().GetField(name, Hidden)!.GetValue(of)!;

    private static TcpGate GateBeforeRedis()
    {
        var redis = new Uri(RealServers.Redis);
        return new TcpGate(redis.Host, redis.Port);
    }

    private static LastingConnection Through(TcpGate gate) => new(
        ConfigurationOptions.Parse($"127.0.0.1:{gate.Port},abortConnect=false"), Quick, NullLogger<LastingConnection>.Instance);

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
