using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using System.Diagnostics.Metrics;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>Bookings that nobody decides although the managers were called.</summary>
public sealed class OverdueDecisionsTests
{
    [Fact]
    public async Task A_booking_that_nobody_decides_is_counted_from_its_escalation_on_until_somebody_does()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero));
        await using var app = await ProcessorApp.StartAtAsync(clock, ("DECISION_ESCALATE_AFTER", "7200"), ("DECISION_EXPIRE_AFTER", "0"));
        var overdue = app.Services.GetRequiredService<OverdueDecisions>();
        foreach (var id in new[] { "one", "two" })
        {
            await app.Bus.Publish(new BookingCreated
            {
                BookingId = id, Service = "Portrait", Date = new DateOnly(2026, 12, 20), TimeSlots = ["10:00"], ClientName = "Анна", ClientPhone = "+7 900 000-00-00", PeopleCount = 1, TotalPrice = 4500,
            }, TestContext.Current.CancellationToken);
        }

        await app.Bus.Publish(new ConfirmBooking { BookingId = "two", By = "Ольга" }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("both bookings, and one decision", async () =>
            (await app.Services.GetRequiredService<IBookingIndexSource>().CurrentAsync(TestContext.Current.CancellationToken)).Where(_ => true).Select(row => row.Summary.State).Order().SequenceEqual(["awaiting_decision", "confirmed"]));
        clock.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal(0, await CountAsync());
        clock.Advance(TimeSpan.FromMinutes(2));

        await Eventually.TrueAsync("one to be overdue", async () => await CountAsync() == 1);
        await app.Bus.Publish(new ConfirmBooking { BookingId = "one", By = "Ольга" }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("none to be overdue", async () => await CountAsync() == 0);

        async Task<long> CountAsync()
        {
            await overdue.CountAsync(TestContext.Current.CancellationToken);
            return Shown(app);
        }
    }

    [Fact]
    public async Task A_count_that_fails_for_whatever_reason_is_told_once_and_made_again()
    {
        var (clock, index) = (new FakeTimeProvider(), new BrokenIndex());
        using var lines = new LogLines();
        await using var services = new ServiceCollection().AddMetrics().AddLogging(log => log.AddProvider(lines))
            .AddSingleton<TimeProvider>(clock).AddSingleton<IBookingIndexSource>(index).AddSingleton(new DeadlineOptions()).BuildServiceProvider();
        using var overdue = ActivatorUtilities.CreateInstance<OverdueDecisions>(services);

        await overdue.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("three counts", () =>
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            return index.Asked >= 3;
        });
        await overdue.StopAsync(TestContext.Current.CancellationToken);

        Assert.Single(lines.Lines, line => line.Contains(nameof(InvalidOperationException), StringComparison.Ordinal));
    }

    private static long Shown(ProcessorApp app)
    {
        long? shown = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Name == "bookings.overdue" && instrument.Meter.Scope == app.Services.GetRequiredService<IMeterFactory>())
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => shown = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return shown ?? throw new InvalidOperationException("Nothing shows bookings.overdue.");
    }

    // As where a row cannot be read.
    private sealed class BrokenIndex : IBookingIndexSource
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public Task<BookingIndex> CurrentAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            throw new InvalidOperationException("a row that cannot be read");
        }
    }
}
