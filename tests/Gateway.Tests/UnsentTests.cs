using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What died in Redis is shown, and sent again.</summary>
public sealed class UnsentTests
{
    [Theory]
    [InlineData("schedule", "{redis-scheduler}")]
    [InlineData("outbox", "{redis-outbox-bus}")]
    public async Task A_dead_message_is_listed_and_sent_again_by_its_id_or_with_all(string kept, string keys)
    {
        await using var gateway = await GatewayApp.StartAsync(redis: RealServers.NewRedis());
        await DieAsync(gateway, "one", keys);
        await DieAsync(gateway, "two", keys);

        var listed = (await gateway.GetAsync("/unsent")).Body.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(2, listed.Count);
        Assert.All(listed, message => Assert.Equal(
            (kept, nameof(ConfirmBooking), "The broker refuses."),
            (message.GetProperty("kept").GetString(), message.GetProperty("type").GetString(), message.GetProperty("reason").GetString())));
        var first = listed[0].GetProperty("id").GetString();
        Assert.Equal(0, (await gateway.PostAsync("/unsent/replay?id=another", "")).Body.GetProperty("moved").GetInt32());
        Assert.Equal((1, first), Moved((await gateway.PostAsync($"/unsent/replay?id={first}", "")).Body));
        await Eventually.TrueAsync("the first", () => gateway.Others.Got.OfType<ConfirmBooking>().Any(order => order.BookingId == "one"));
        Assert.Equal(listed[1].GetProperty("id").GetString(), Assert.Single((await gateway.GetAsync("/unsent")).Body.GetProperty("messages").EnumerateArray()).GetProperty("id").GetString());

        Assert.Equal(1, (await gateway.PostAsync("/unsent/replay", "")).Body.GetProperty("moved").GetInt32());
        await Eventually.TrueAsync("the second", () => gateway.Others.Got.OfType<ConfirmBooking>().Any(order => order.BookingId == "two"));
        Assert.Empty((await gateway.GetAsync("/unsent")).Body.GetProperty("messages").EnumerateArray());
        Assert.Contains((await gateway.GetAsync("/audit?target=unsent")).Body.GetProperty("records").EnumerateArray(), record => record.GetProperty("after").GetString() == $"1 sent again: {first}");
    }

    [Fact]
    public async Task Without_Redis_nothing_waits_that_could_die()
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Empty((await gateway.GetAsync("/unsent")).Body.GetProperty("messages").EnumerateArray());
        Assert.Equal(0, (await gateway.PostAsync("/unsent/replay", "")).Body.GetProperty("moved").GetInt32());
    }

    [Fact]
    public async Task A_replay_that_breaks_off_is_in_the_audit_and_what_is_dead_stands_in_the_status()
    {
        await using var gateway = await GatewayApp.StartAsync(services: services => services.AddSingleton<IScheduledMessages>(new DyingSchedule()));

        Assert.Equal(2, (await gateway.GetAsync("/status")).Body.GetProperty("unsent").GetInt64());
        Assert.Equal(503, (await gateway.PostAsync("/unsent/replay", "")).Status);

        var record = Assert.Single((await gateway.GetAsync("/audit?target=unsent")).Body.GetProperty("records").EnumerateArray());
        Assert.Equal(("POST /unsent/replay", "not answered"), (record.GetProperty("what").GetString(), record.GetProperty("after").GetString()));
        Assert.Equal("1", Assert.Single(record.GetProperty("ids").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task However_many_are_dead_they_are_read_in_pages_and_by_their_ids_not_at_all()
    {
        var schedule = new LongDeadList(500);
        await using var gateway = await GatewayApp.StartAsync(services: services => services.AddSingleton<IScheduledMessages>(schedule));

        Assert.Equal((1, "7"), Moved((await gateway.PostAsync("/unsent/replay?id=7&id=none", "")).Body));
        Assert.Equal(0, schedule.Read);
        Assert.Equal(499, (await gateway.PostAsync("/unsent/replay", "")).Body.GetProperty("moved").GetInt32());
    }

    /// <summary>Schedules an order and gives it up, as a process does after ten refusals. What waits for the broker lies in Redis in the same form.</summary>
    private static async Task DieAsync(GatewayApp gateway, string booking, string keys)
    {
        using var scope = gateway.Services.CreateScope();
        var order = await scope.ServiceProvider.GetRequiredService<IMessageScheduler>().SchedulePublish(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1), new ConfirmBooking { BookingId = booking, By = "Olga" }, TestContext.Current.CancellationToken);
        var (token, redis) = (order.TokenId.ToString("N"), gateway.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase());
        await Eventually.TrueAsync("the schedule", async () => await redis.HashExistsAsync("{redis-scheduler}:entries", token));
        await redis.HashSetAsync($"{keys}:dead-entries", token, await redis.HashGetAsync("{redis-scheduler}:entries", token));
        await redis.HashSetAsync($"{keys}:dead-reasons", token, "The broker refuses.");
        await redis.SortedSetAddAsync($"{keys}:dead", token, await redis.SortedSetLengthAsync($"{keys}:dead"));
        await redis.SortedSetRemoveAsync("{redis-scheduler}:due", token);
        await redis.HashDeleteAsync("{redis-scheduler}:entries", token);
    }

    private static (int Moved, string? Id) Moved(System.Text.Json.JsonElement body) => (body.GetProperty("moved").GetInt32(), body.GetProperty("ids")[0].GetString());
}
