using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.ServiceDefaults.Connections;
using PhStudio.Messaging.TestKit;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>The platform's callback endpoint on its bad days.</summary>
public sealed class OutcomeCallbackTests : IDisposable
{
    private const string Secret = "a-callback-secret-of-the-tests";
    private static readonly BookingOutcome Confirmed = new("booking.confirmed", "PH-17", "Anna", new DateTimeOffset(2026, 12, 24, 10, 2, 0, TimeSpan.Zero), Reason: null);
    private readonly WireMockServer _platform = WireMockServer.Start();

    public void Dispose() => _platform.Dispose();

    [Fact]
    public async Task After_three_500s_it_is_taken_under_the_same_id()
    {
        foreach (var (state, next, status) in new[] { (null, "1", 500), ("1", "2", 500), ("2", "3", 500), ("3", "3", 204) })
        {
            var mapping = _platform.Given(Request.Create().WithPath("/outcomes").UsingPost()).InScenario("bad day");
            (state is null ? mapping : mapping.WhenStateIs(state)).WillSetStateTo(next).RespondWith(Response.Create().WithStatusCode(status));
        }

        await using var gateway = await StartAsync();
        await gateway.Bus.Publish(Event(), TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the fourth call", () => _platform.LogEntries.Count >= 4);
        Assert.Equal([500, 500, 500, 204], _platform.LogEntries.Select(entry => Convert.ToInt32(entry.ResponseMessage!.StatusCode, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Single(_platform.LogEntries.Select(entry => entry.RequestMessage!.Headers!["webhook-id"].Single()).Distinct());
    }

    [Fact]
    public async Task After_410_nobody_calls_again()
    {
        _platform.Given(Request.Create().WithPath("/outcomes").WithBody(body => body?.Contains("PH-17", StringComparison.Ordinal) == true).UsingPost()).RespondWith(Response.Create().WithStatusCode(410));
        _platform.Given(Request.Create().WithPath("/outcomes").WithBody(body => body?.Contains("PH-18", StringComparison.Ordinal) == true).UsingPost()).RespondWith(Response.Create().WithStatusCode(204));
        await using var gateway = await StartAsync();
        gateway.Errors.Expect("CallbackRefusedException: The platform answered 410");

        await gateway.Bus.Publish(Event(), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the first call", () => _platform.LogEntries.Count > 0);
        await gateway.Bus.Publish(Event() with { BookingId = "PH-18" }, TestContext.Current.CancellationToken);

        // The first repetition would come after 0.2 s: this one is sent behind it.
        await Eventually.TrueAsync("the call of the next booking", () => _platform.LogEntries.Any(entry => entry.RequestMessage!.Body!.Contains("PH-18", StringComparison.Ordinal)));
        await Assert.ThrowsAsync<CallbackRefusedException>(() => Sender(TimeSpan.FromSeconds(30)).SendAsync(Confirmed, TestContext.Current.CancellationToken));
        Assert.Equal(2, _platform.LogEntries.Count(entry => entry.RequestMessage!.Body!.Contains("PH-17", StringComparison.Ordinal))); // One by the bus, one by the line above.
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_the_outcome_goes_nowhere_else()
    {
        using var elsewhere = WireMockServer.Start();
        elsewhere.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(204));
        _platform.Given(Request.Create().WithPath("/outcomes")).RespondWith(Response.Create().WithStatusCode(307).WithHeader("Location", elsewhere.Url!));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => Sender(TimeSpan.FromSeconds(30)).SendAsync(Confirmed, TestContext.Current.CancellationToken));

        Assert.Equal("The platform answered 307 to its callback.", failure.Message);
        Assert.Empty(elsewhere.LogEntries);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_a_failure()
    {
        _platform.Given(Request.Create().WithPath("/outcomes")).RespondWith(Response.Create().WithStatusCode(204).WithDelay(TimeSpan.FromMinutes(1)));

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Sender(TimeSpan.FromMilliseconds(500)).SendAsync(Confirmed, TestContext.Current.CancellationToken));

        Assert.IsType<TimeoutException>(failure.InnerException);
    }

    [Fact]
    public async Task A_slow_answer_within_the_time_is_a_success()
    {
        _platform.Given(Request.Create().WithPath("/outcomes")).RespondWith(Response.Create().WithStatusCode(204).WithDelay(TimeSpan.FromMilliseconds(500)));

        await Sender(TimeSpan.FromSeconds(30)).SendAsync(Confirmed, TestContext.Current.CancellationToken);

        Assert.Single(_platform.LogEntries);
    }

    [Fact]
    public async Task The_address_is_chosen_by_the_race()
    {
        _platform.Given(Request.Create().WithPath("/outcomes")).RespondWith(Response.Create().WithStatusCode(204));
        // No resolver knows the name.
        var race = new AddressRace(TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        await using var gateway = await GatewayApp.StartAsync(
            services: services => services.AddSingleton(race), settings: [("BOOKING_CALLBACK_URL", $"http://platform.test:{_platform.Port}/outcomes"), ("BOOKING_CALLBACK_SECRET", Secret)]);

        await gateway.Bus.Publish(Event(), TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the call", () => _platform.LogEntries.Count == 1);
    }

    private static BookingConfirmed Event() => new() { BookingId = Confirmed.BookingId, DecidedBy = Confirmed.DecidedBy!, DecidedAt = Confirmed.DecidedAt };

    private Task<GatewayApp> StartAsync() =>
        GatewayApp.StartAsync(settings: [("BOOKING_CALLBACK_URL", _platform.Url! + "/outcomes"), ("BOOKING_CALLBACK_SECRET", Secret)]);

    private OutcomeSender Sender(TimeSpan timeout) => new(OutcomeSender.NewClient(new AddressRace(TimeProvider.System), timeout), new Uri(_platform.Url! + "/outcomes"), new StandardWebhookSignature(Secret), TimeProvider.System);
}
