using System.Collections.Concurrent;
using System.Diagnostics;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Telemetry;

/// <summary>Whatever happens to a booking can be found from the booking's own trace, and the other way round.</summary>
public sealed class BookingTraceTests : IDisposable
{
    private static readonly ActivitySource Outside = new("outside");
    private readonly ConcurrentQueue<Activity> _stopped = [];
    private readonly ActivityListener _listener;

    public BookingTraceTests()
    {
        _listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = _stopped.Enqueue };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task The_press_that_decides_and_the_one_that_loses_are_linked_to_the_bookings_trace()
    {
        await using var app = await ProcessorApp.StartAsync();
        var (booking, question) = await InAsync("a booking", () => app.BookAsync(BookingHarness.Created("PH-1")));

        var (deciding, first) = await InAsync("a press", () => app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 7)));
        var (losing, second) = await InAsync("a press that loses", () => app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 8)));

        Assert.Equal("✅ Подтверждено", first.Text);
        Assert.StartsWith("✅ Уже подтверждено", second.Text);
        await LinkedAsync(deciding, booking);
        await LinkedAsync(losing, booking);
        Assert.DoesNotContain(_stopped, activity => activity.TraceId == booking && activity.Links.Any());
    }

    [Fact]
    public async Task The_reminder_belongs_to_the_bookings_trace()
    {
        await using var app = await ProcessorApp.StartAsync(settings: ("DECISION_REMIND_AFTER", "0.1"));

        var (booking, _) = await InAsync("a booking", () => app.BookAsync(BookingHarness.Created("PH-1")));
        await app.PublishesAsync<SendMessage>(m => m.Template == "booking_reminder", "the reminder");

        await Eventually.TrueAsync("the reminder in the booking's trace", () => _stopped.Any(activity =>
            (activity.TraceId == booking || activity.Links.Any(link => link.Context.TraceId == booking))
            && activity.TagObjects.Any(tag => $"{tag.Value}".Contains("DeadlineReached", StringComparison.Ordinal))));
    }

    private Task LinkedAsync(ActivityTraceId trace, ActivityTraceId to) => Eventually.TrueAsync($"a link from {trace} to {to}",
        () => _stopped.Any(activity => activity.TraceId == trace && activity.Links.Any(link => link.Context.TraceId == to)));

    // Everything that the action sends is in a trace of its own.
    private static async Task<(ActivityTraceId Trace, T Result)> InAsync<T>(string name, Func<Task<T>> action)
    {
        Activity.Current = null;
        using var activity = Outside.StartActivity(name)!;
        return (activity.TraceId, await action());
    }
}
