using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Presses;

/// <summary>Each kind of press that does nothing is counted by what was wrong with it, and logged with ids.</summary>
public class RefusedPressTests
{
    protected virtual bool Polls => false;

    [Theory]
    [InlineData("forged")]
    [InlineData("foreign")]
    [InlineData("unknown")]
    [InlineData("outdated")]
    [InlineData("unknown_booking")]
    [InlineData("not_allowed")]
    public async Task A_refused_press_is_counted_by_its_verdict_and_logged(string verdict)
    {
        await using var app = (await ProcessorApp.StartAsync(settings: ("STAFF_ROLES", "7:decider,9:viewer"))).Updated(Polls);
        var question = await app.BookAsync(BookingHarness.Created("PH-1"));
        using var counted = new Counted(app);

        var answer = await app.AskAsync(Press(verdict, Telegram.Confirm(question)));

        Assert.Equal((true, "awaiting_decision"), (answer.ShowAlert, (await app.StateAsync("PH-1"))!.State));
        Assert.Equal([(verdict, 1)], counted.ByVerdict());
        var who = verdict == "not_allowed" ? "User 9" : "user 7";
        Assert.Contains(app.Lines.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(who, StringComparison.Ordinal));

        await app.AskAsync(Telegram.Press(Telegram.Confirm(question), user: 7));
        Assert.Single(counted.ByVerdict());
    }

    private static string Press(string verdict, string confirm) => verdict switch
    {
        "forged" => Telegram.Press(Signed(new string('x', 32), "PH-1")),
        "foreign" => Telegram.Press(confirm, chat: "-1002"),
        "unknown" => Telegram.Press("confirm_PH-1"),
        "outdated" => Telegram.Press(Signed(ProcessorApp.Key, "PH-1", version: 9)),
        "unknown_booking" => Telegram.Press(Signed(ProcessorApp.Key, "PH-9")),
        _ => Telegram.Press(confirm, user: 9),
    };

    private static string Signed(string key, string booking, ushort version = 0) =>
        new ButtonSigner(key).Write(new Button(ButtonAction.Confirm, BookingCorrelation.Of(booking), version), ProcessorApp.StaffChat);

    // The counter of this app alone: other tests of the same process count too.
    private sealed class Counted : IDisposable
    {
        private readonly ConcurrentQueue<string> _verdicts = [];
        private readonly MeterListener _listener = new();

        public Counted(ProcessorApp app)
        {
            var meters = app.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "buttons.refused" && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    if (tag.Key == "verdict")
                    {
                        _verdicts.Enqueue($"{tag.Value}");
                    }
                }
            });
            _listener.Start();
        }

        public IEnumerable<(string Verdict, int Count)> ByVerdict() => _verdicts.CountBy(verdict => verdict).Select(pair => (pair.Key, pair.Value));

        public void Dispose() => _listener.Dispose();
    }
}
