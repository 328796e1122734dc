using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Connections;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>The figures that tell ages: of messages, of Telegram's last error, of certificates.</summary>
public sealed class SenderMetricsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly SenderMetrics _metrics = new();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void The_oldest_message_in_hand_is_told_by_lane_and_one_that_is_not_due_yet_has_no_age()
    {
        _metrics.WatchLanes(() => new Dictionary<Priority, DateTimeOffset> { [Priority.High] = Now.AddMinutes(-7), [Priority.Low] = Now.AddMinutes(1) }, _time);

        Assert.Equal([("critical", 0), ("high", 420), ("low", 0), ("normal", 0)], Shown("sender.oldest_age", "lane"));
    }

    [Fact]
    public void What_Telegram_says_of_the_webhook_is_told_while_there_is_one()
    {
        WebhookInfo? told = null;
        _metrics.WatchWebhook(() => told, _time);
        Assert.Empty(Shown("sender.webhook_pending"));

        told = new WebhookInfo("https://studio.example/webhook", 12);
        Assert.Equal([("", 12)], Shown("sender.webhook_pending"));
        Assert.Empty(Shown("sender.webhook_error_age"));

        told = told with { LastErrorDate = Now.AddMinutes(-2).ToUnixTimeSeconds() };
        Assert.Equal([("", 120)], Shown("sender.webhook_error_age"));

        told = told with { Url = "" };
        Assert.Empty(Shown("sender.webhook_error_age"));
    }

    [Fact]
    public async Task The_end_of_a_servers_certificate_is_told_no_matter_who_issued_it()
    {
        var (_, certificate) = TestCertificates.IssueSelfSigned("localhost");
        var end = new DateTimeOffset(certificate.NotAfter);
        await using var server = new TlsFront(certificate);
        var port = server.Port;
        // No resolver knows the name: it is found as the addresses of all other connections are.
        (string, int)[] servers = [("studio.invalid", port), ("studio.invalid", FreePort.Next())];
        var race = new AddressRace(TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        using var watch = new CertificateWatch(() => servers, race, _metrics, _time);
        await watch.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the first look", () =>
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            return Shown("sender.certificate_expires_in", "server").Count > 0;
        });

        var (name, left) = Assert.Single(Shown("sender.certificate_expires_in", "server"));
        Assert.Equal(($"studio.invalid:{port}", (end - _time.GetUtcNow()).TotalSeconds), (name, left));
        servers = [];
        await watch.LookAsync(TestContext.Current.CancellationToken);
        Assert.Empty(Shown("sender.certificate_expires_in", "server"));
        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    private List<(string Tag, double Value)> Shown(string name, string tag = "")
    {
        var shown = new List<(string, double)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Name == name && instrument.Meter.Scope == _metrics)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => Add(value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Add(value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. shown.OrderBy(one => one.Item1, StringComparer.Ordinal)];

        void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var named = "";
            foreach (var one in tags)
            {
                named = one.Key == tag ? (string)one.Value! : named;
            }

            shown.Add((named, value));
        }
    }
}
