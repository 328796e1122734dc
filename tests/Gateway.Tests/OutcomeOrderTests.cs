using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>An outcome that names the one before it waits for that, though nobody here has taken it yet.</summary>
public sealed class OutcomeOrderTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 24, 10, 0, 0, TimeSpan.Zero);

    private readonly string _booking = $"PH-{Guid.NewGuid():N}";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_waits_until_the_one_before_it_is_done(bool redis)
    {
        await using var connection = await ConnectAsync();
        var order = Order(redis, connection);

        Assert.False(await order.IsNextAsync(_booking, 3, previous: 1, At));
        Assert.True(await order.IsNextAsync(_booking, 1, previous: null, At));
        Assert.False(await order.IsNextAsync(_booking, 3, previous: 1, At));
        await order.DoneAsync(_booking, 1);
        Assert.True(await order.IsNextAsync(_booking, 3, previous: 1, At));
        Assert.True(await order.IsNextAsync($"{_booking}-other", 3, previous: null, At));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_of_which_nothing_is_heard_holds_it_for_ten_minutes_and_one_that_is_given_up_does_not(bool redis)
    {
        await using var connection = await ConnectAsync();
        var order = Order(redis, connection);

        Assert.False(await order.IsNextAsync(_booking, 3, previous: 1, At));
        Assert.False(await order.IsNextAsync(_booking, 3, previous: 1, At.AddMinutes(9)));
        Assert.True(await order.IsNextAsync(_booking, 3, previous: 1, At.AddMinutes(10)));

        Assert.True(await order.IsNextAsync(_booking, 1, previous: null, At));
        Assert.False(await order.IsNextAsync(_booking, 3, previous: 1, At.AddMinutes(10)));
        Assert.True(await order.IsNextAsync(_booking, 3, previous: 1, At + IOutcomeOrder.GivenUpAfter));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_platform_hears_the_earlier_one_first_though_it_is_taken_last(bool redis)
    {
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await GatewayApp.StartAsync(redis: redis ? RealServers.NewRedis() : null, settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform")]);

        await gateway.Bus.Publish(new BookingReopened { BookingId = _booking, ReopenedBy = "Анна", ReopenedAt = At, Was = "confirmed", Sequence = 3, Previous = 1 }, TestContext.Current.CancellationToken);
        await Eventually.GetAsync("it to wait", () => gateway.GetAsync($"/outcomes?booking_id={_booking}&state=waiting"), answer => answer.Body.GetProperty("outcomes").GetArrayLength() == 1);
        await gateway.Bus.Publish(new BookingConfirmed { BookingId = _booking, DecidedBy = "Анна", DecidedAt = At, Sequence = 1 }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("both", () => platform.Got.Count(got => got.Body.Contains(_booking, StringComparison.Ordinal)) == 2);
        Assert.Equal([true, false], platform.Got.Where(got => got.Body.Contains(_booking, StringComparison.Ordinal)).Select(got => got.Body.Contains("booking.confirmed", StringComparison.Ordinal)));
    }

    private static IOutcomeOrder Order(bool redis, IConnectionMultiplexer connection) => redis ? new RedisOutcomeOrder(connection) : new InMemoryOutcomeOrder();

    private static async Task<ConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(RealServers.Redis));
}
