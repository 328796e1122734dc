using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>RETENTION_BOOKINGS_DAYS: past it nothing of a booking is there.</summary>
public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_booking_is_forgotten_so_many_days_after_its_session_and_not_before()
    {
        var clock = new FakeTimeProvider(Now);
        var (old, young) = ($"old-{Guid.NewGuid():N}", $"young-{Guid.NewGuid():N}");
        await using var app = await ProcessorApp.StartAtAsync(clock, ("RETENTION_BOOKINGS_DAYS", "30"), ("DECISION_EXPIRE_AFTER", "0"));
        await app.Bus.Publish(Booking(old, new DateOnly(2026, 12, 2)), TestContext.Current.CancellationToken);
        await app.Bus.Publish(Booking(young, new DateOnly(2026, 12, 20)), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("both bookings", async () => await IsKnownAsync(app, old) && await IsKnownAsync(app, young));

        clock.SetUtcNow(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, await RunOnceAsync(app));
        clock.SetUtcNow(new DateTimeOffset(2027, 1, 3, 0, 0, 0, TimeSpan.Zero));

        await Eventually.TrueAsync("the old booking to be forgotten", async () =>
        {
            await RunOnceAsync(app);
            return !await IsKnownAsync(app, old) && (await IndexAsync(app)).Where(row => row.Summary.BookingId == old).Count == 0;
        });
        Assert.True(await IsKnownAsync(app, young));
        Assert.Single((await IndexAsync(app)).Where(row => row.Summary.BookingId == young));
    }

    [Fact]
    public async Task A_broker_that_is_away_ends_nothing_and_the_booking_is_forgotten_later()
    {
        var clock = new FakeTimeProvider(Now);
        var old = $"old-{Guid.NewGuid():N}";
        await using var app = await ProcessorApp.StartAtAsync(clock, ("RETENTION_BOOKINGS_DAYS", "30"), ("DECISION_EXPIRE_AFTER", "0"));
        await app.Bus.Publish(Booking(old, new DateOnly(2026, 12, 2)), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the booking", async () => await IsKnownAsync(app, old) && (await IndexAsync(app)).Count == 1);
        var later = new FakeTimeProvider(Now.AddDays(60)); // A clock of its own: the service that runs in the host deletes nothing.
        var bus = RefusingBus.Create<IBus>(out var told);
        using var retention = new BookingRetention(
            app.Services.GetRequiredService<IBookingIndexSource>(), app.Services.GetRequiredService<IBookingLists>(), app.Services.GetRequiredService<IServiceScopeFactory>(), bus,
            app.Services.GetRequiredService<RetentionOptions>(), later, NullLogger<BookingRetention>.Instance);

        await retention.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the order to forget it", () =>
        {
            later.Advance(TimeSpan.FromMinutes(10));
            return told.Published.Count > 0 || retention.ExecuteTask!.IsCompleted;
        });

        Assert.False(retention.ExecuteTask!.IsCompleted);
        await retention.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_decision_whose_booking_never_comes_is_forgotten_after_the_same_time()
    {
        await using var harness = await BookingHarness.StartAsync(new DeadlineOptions { ForgetAfter = TimeSpan.FromDays(40) });
        await harness.HappensAsync(new ConfirmBooking { BookingId = "confirmed", By = "Ольга" });
        await harness.HappensAsync(new RejectBooking { BookingId = "rejected", By = "Ольга", Reason = "Anna did not pay" });
        await harness.HappensAsync(new CancelBooking { BookingId = "cancelled", By = "Ольга" });
        await harness.HappensAsync(new BookingCancelled { BookingId = "withdrawn" });
        await harness.HappensAsync(new ConfirmBooking { BookingId = "late", By = "Ольга" });
        var wait = harness.Booking("late").NextDeadline;
        await harness.HappensAsync(BookingHarness.Created("late"));
        var timer = await harness.TimerAsync("withdrawn"); // No timer is longer than thirty days.

        harness.Time.Advance(TimeSpan.FromDays(30));
        await harness.HappensAsync(timer);
        Assert.Equal("Cancelled", harness.Booking("withdrawn").CurrentState);
        await harness.TimerAsync("withdrawn", times: 2);
        foreach (var id in new[] { "confirmed", "rejected", "cancelled", "withdrawn" })
        {
            await harness.NextDeadlineAsync(id);
        }
        await harness.HappensAsync(new DeadlineReached { CorrelationId = BookingCorrelation.Of("late"), Kind = wait!.Kind, At = wait.At });

        foreach (var id in new[] { "confirmed", "rejected", "cancelled", "withdrawn" })
        {
            Assert.Null(await harness.FindAsync(id));
        }
        Assert.Equal("Confirmed", harness.Booking("late").CurrentState);
        Assert.Empty(harness.Published<BookingExpired>());
    }

    private static Task<int> RunOnceAsync(ProcessorApp app) => app.Services.GetRequiredService<BookingRetention>().RunOnceAsync(TestContext.Current.CancellationToken);

    private static async Task<BookingIndex> IndexAsync(ProcessorApp app) => await app.Services.GetRequiredService<IBookingIndexSource>().CurrentAsync(TestContext.Current.CancellationToken);

    private static async Task<bool> IsKnownAsync(ProcessorApp app, string id)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>().Load(BookingCorrelation.Of(id)) is not null;
    }

    private static BookingCreated Booking(string id, DateOnly date) => new()
    {
        BookingId = id, Service = "Portrait", Date = date, TimeSlots = ["10:00"], ClientName = "Анна", ClientPhone = "+7 900 000-00-00", PeopleCount = 1, TotalPrice = 4500, AllowPast = true,
    };
}
