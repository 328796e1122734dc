using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A connection to Redis that is open and silent, as after a network that swallows packets.</summary>
public sealed class RedisWatchTests
{
    private static readonly RedisWatchOptions Quick = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(400));

    [Fact]
    public async Task A_connection_that_fell_silent_is_replaced_for_those_who_hold_it_and_what_waits_on_it_ends()
    {
        await using var gate = GateBeforeRedis();
        await using var host = await HostAsync(gate);
        var redis = host.Services.GetRequiredService<IConnectionMultiplexer>();
        var held = host.Services.GetRequiredService<IDatabase>();
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
        await using var host = await HostAsync(gate);
        var held = host.Services.GetRequiredService<IDatabase>();
        await held.PingAsync();

        gate.Shut();
        await Eventually.True("silence", async () => !await AnswersAsync(held));
        gate.Open();

        await Eventually.True("an answer", () => AnswersAsync(held));
    }

    private static TcpGate GateBeforeRedis()
    {
        var redis = new Uri(RealServers.Redis);
        return new TcpGate(redis.Host, redis.Port);
    }

    private static async Task<WebApplication> HostAsync(TcpGate gate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["REDIS_URL"] = $"redis://127.0.0.1:{gate.Port}", ["LOG_LEVEL"] = "Warning" });
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddSingleton(Quick);
        builder.AddServiceDefaults("test");
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

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
