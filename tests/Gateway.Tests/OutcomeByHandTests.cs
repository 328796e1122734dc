using System.Text.Json;
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

    private static Task<GatewayApp> StartAsync(Receiver platform, bool redis) =>
        GatewayApp.StartAsync(redis: redis ? RealServers.NewRedis() : null, settings: [("BOOKING_CALLBACK_URL", platform.Url), ("BOOKING_CALLBACK_SECRET", "a-secret-of-the-platform")]);

    private static string?[] Types(Receiver platform, string booking) =>
        [.. platform.Got.Where(got => got.Body.Contains(booking, StringComparison.Ordinal)).Select(got => JsonDocument.Parse(got.Body).RootElement.GetProperty("type").GetString())];
}
