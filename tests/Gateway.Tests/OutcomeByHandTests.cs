using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What an operator's redelivery means for the other outcomes of the booking.</summary>
public sealed class OutcomeByHandTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 24, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_is_posted_by_hand_lets_the_later_one_go_on(bool redis)
    {
        var (booking, confirmed) = ($"PH-{Guid.NewGuid():N}", new BookingOutcome("booking.confirmed", "", "Анна", At, Reason: null, Sequence: 1));
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await StartAsync(platform, redis);
        // As of one that lies in the error queue: it makes no attempt of its own.
        var given = Callback.Of(confirmed with { BookingId = booking });
        await gateway.Services.GetRequiredService<IOutcomeOrder>().IsNextAsync(booking, 1, previous: null, TimeProvider.System.GetUtcNow());
        await gateway.Services.GetRequiredService<ICallbackLog>().NoteAsync(given, new CallbackAttempt(TimeProvider.System.GetUtcNow(), CallbackState.Failing, 500, TimeSpan.Zero, "no"));
        await gateway.Bus.Publish(new BookingReopened { BookingId = booking, ReopenedBy = "Анна", ReopenedAt = At, Was = "confirmed", Sequence = 2 }, TestContext.Current.CancellationToken);
        await Eventually.GetAsync("the later one to wait", () => gateway.GetAsync($"/outcomes?booking_id={booking}&state=waiting"), answer => answer.Body.GetProperty("outcomes").GetArrayLength() == 1);

        Assert.Equal(200, (await gateway.PostAsync($"/outcomes/{given.Id}/redeliver", "")).Status);

        await Eventually.TrueAsync("the later one", () => Types(platform, booking).Length == 2);
        Assert.Equal(["booking.confirmed", "booking.reopened"], Types(platform, booking));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_was_posted_by_hand_is_not_posted_again_when_its_turn_comes(bool redis)
    {
        var booking = $"PH-{Guid.NewGuid():N}";
        await using var platform = await Receiver.StartAsync();
        await using var gateway = await StartAsync(platform, redis);
        var order = gateway.Services.GetRequiredService<IOutcomeOrder>();
        await order.IsNextAsync(booking, 1, previous: null, TimeProvider.System.GetUtcNow());
        await gateway.Bus.Publish(new BookingReopened { BookingId = booking, ReopenedBy = "Анна", ReopenedAt = At, Was = "confirmed", Sequence = 2 }, TestContext.Current.CancellationToken);
        var waiting = await Eventually.GetAsync("it to wait", () => gateway.GetAsync($"/outcomes?booking_id={booking}&state=waiting"), answer => answer.Body.GetProperty("outcomes").GetArrayLength() == 1);
        await gateway.Bus.Publish(new BookingRejected { BookingId = booking, DecidedBy = "Анна", DecidedAt = At, Sequence = 3 }, TestContext.Current.CancellationToken);

        Assert.Equal(200, (await gateway.PostAsync($"/outcomes/{waiting.Body.GetProperty("outcomes")[0].GetProperty("id").GetString()}/redeliver", "")).Status);
        await order.DoneAsync(booking, 1);

        await Eventually.GetAsync("both to be delivered", () => gateway.GetAsync($"/outcomes?booking_id={booking}&state=delivered"), answer => answer.Body.GetProperty("outcomes").GetArrayLength() == 2);
        Assert.Equal(["booking.reopened", "booking.rejected"], Types(platform, booking));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_failed_for_a_week_is_given_up_and_stays_so_where_a_hand_does_not_help(bool redis)
    {
        var booking = $"PH-{Guid.NewGuid():N}";
        await using var platform = await Receiver.StartAsync();
        platform.Answer = _ => 500;
        await using var gateway = await StartAsync(platform, redis);
        gateway.Errors.Expect("The platform answered 500");
        // The last of the redeliveries.
        await gateway.Bus.Publish(new BookingConfirmed { BookingId = booking, DecidedBy = "Анна", DecidedAt = At }, context => context.Headers.Set(MessageHeaders.RedeliveryCount, 34), TestContext.Current.CancellationToken);

        var given = await Eventually.GetAsync("it to be given up", () => gateway.GetAsync($"/outcomes?booking_id={booking}&state=given_up"), answer => answer.Body.GetProperty("outcomes").GetArrayLength() == 1);
        var outcome = given.Body.GetProperty("outcomes")[0];
        Assert.Equal(("given_up", 4), (outcome.GetProperty("state").GetString(), outcome.GetProperty("attempts").GetInt32()));
        Assert.Equal(502, (await gateway.PostAsync($"/outcomes/{outcome.GetProperty("id").GetString()}/redeliver", "")).Status);
        Assert.Equal("given_up", (await gateway.GetAsync($"/outcomes?booking_id={booking}")).Body.GetProperty("outcomes")[0].GetProperty("state").GetString());

        platform.Answer = _ => 204;
        Assert.Equal(200, (await gateway.PostAsync($"/outcomes/{outcome.GetProperty("id").GetString()}/redeliver", "")).Status);
        Assert.Equal("delivered", (await gateway.GetAsync($"/outcomes?booking_id={booking}")).Body.GetProperty("outcomes")[0].GetProperty("state").GetString());
    }

    private static Task<GatewayApp> StartAsync(Receiver platform, bool redis) =>
        GatewayApp.StartAsync(redis: redis ? RealServers.NewRedis() : null, settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform")]);

    private static string?[] Types(Receiver platform, string booking) =>
        [.. platform.Got.Where(got => got.Body.Contains(booking, StringComparison.Ordinal)).Select(got => JsonDocument.Parse(got.Body).RootElement.GetProperty("type").GetString())];
}
