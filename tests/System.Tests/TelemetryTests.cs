using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.SystemTests;

/// <summary>What an operator's collector gets: one trace through all services, and no secret in any of it.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_press_is_one_trace_through_all_three_services_without_a_secret()
    {
        await using var collector = await TraceCollector.StartAsync();
        await using var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        });
        await cluster.Gateway.PostBookingAsync("traced");
        var message = Assert.Single(await cluster.AwaitMessagesAsync(1));
        await cluster.Chats.PressAsync(Cluster.StaffChat, message.Id, Bookings.Staff[0]);

        // Each process exports every few seconds, at its own times.
        var trace = await Eventually.Get("the trace of the press from all three services, with its edit", () => Task.FromResult(TraceOfThePress(collector)),
            spans => spans.Any(span => span is { Service: "sender", Name: "telegram editMessageText" })
                && spans.Select(span => span.Service).Distinct().Order().SequenceEqual(["gateway", "sender", "webhook-processor"]));
        var call = trace.Single(span => span.Name == "POST /webhook");
        Assert.Equal(("POST", "/webhook", "200"), (call.Tags["http.request.method"], call.Tags["http.route"], call.Tags["http.response.status_code"]));
        await Eventually.True("an export of metrics", () => collector.MetricExports > 0);
        var everything = string.Join('\n', collector.Spans.SelectMany(span => span.Tags.Values.Append(span.Name)));
        Assert.All(new[] { cluster.Settings["TELEGRAM_BOT_TOKEN"], Cluster.ApiKey, Cluster.Marker, cluster.Settings["TELEGRAM_WEBHOOK_SECRET"] },
            secret => Assert.DoesNotContain(secret, everything, StringComparison.Ordinal));
    }

    private static IReadOnlyList<Span> TraceOfThePress(TraceCollector collector)
    {
        var call = collector.Spans.FirstOrDefault(span => span.Name == "POST /webhook");
        return [.. collector.Spans.Where(span => span.TraceId == call?.TraceId)];
    }
}
