using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Telemetry;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Telemetry;

/// <summary>A collector whose certificate comes from nobody that this machine knows.</summary>
public sealed class OtlpTlsTests : IDisposable
{
    private const string HeaderValue = "secret-of-the-collector";

    private static readonly string[] Signals = ["POST /v1/traces", "POST /v1/metrics", "POST /v1/logs"];

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory, InlineData(true), InlineData(false)]
    public async Task Without_the_file_nothing_arrives_and_a_line_says_why(bool selfSigned)
    {
        var (_, certificate) = selfSigned ? TestCertificates.IssueSelfSigned("localhost") : TestCertificates.Issue("localhost");
        await using var collector = new TlsFront(certificate);
        var lines = new LogRecorder();
        await using var app = await StartAsync(collector, file: null, lines);

        Work(app);

        await Eventually.TrueAsync("the reason in the log", () => lines.Lines.Any(line => line.Contains("OTEL_EXPORTER_OTLP_CERTIFICATE", StringComparison.Ordinal) && line.Contains("SSL", StringComparison.Ordinal)));
        await Eventually.TrueAsync("three connections that ended", () => collector.Ended >= Signals.Length);
        Assert.Empty(collector.Heard);
    }

    [Fact]
    public async Task With_the_file_a_certificate_for_another_name_hears_nothing()
    {
        var (authority, certificate) = TestCertificates.Issue("other.example");
        await using var collector = new TlsFront(certificate);
        var lines = new LogRecorder();
        await using var app = await StartAsync(collector, await FileOfAsync(authority), lines);

        Work(app);

        await Eventually.TrueAsync("three connections that ended", () => collector.Ended >= Signals.Length);
        Assert.Empty(collector.Heard);
    }

    [Fact]
    public async Task With_the_file_a_listener_without_tls_hears_neither_a_call_nor_a_header()
    {
        await using var collector = new TlsFront(certificate: null);
        await using var app = await StartAsync(collector, await FileOfAsync(TestCertificates.Issue("localhost").AuthorityPem), new LogRecorder());

        Work(app);

        await Eventually.TrueAsync("three connections that ended", () => collector.Ended >= Signals.Length);
        Assert.NotEmpty(collector.Heard);
        Assert.All([.. Signals, HeaderValue], text => Assert.DoesNotContain(text, collector.Heard, StringComparison.Ordinal));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task With_the_file_traces_metrics_and_logs_arrive(bool selfSigned)
    {
        var (authority, certificate) = selfSigned ? TestCertificates.IssueSelfSigned("localhost") : TestCertificates.Issue("localhost");
        await using var collector = new TlsFront(certificate);
        await using var app = await StartAsync(collector, await FileOfAsync(authority), new LogRecorder());

        Work(app);

        await Eventually.TrueAsync("all three", () => Array.TrueForAll(Signals, signal => collector.Heard.Contains(signal, StringComparison.Ordinal)));
        Assert.Contains(HeaderValue, collector.Heard, StringComparison.Ordinal);
    }

    private async Task<string> FileOfAsync(string authority)
    {
        await File.WriteAllTextAsync(_file, authority, TestContext.Current.CancellationToken);
        return _file;
    }

    // The front answers nothing, so each call has a short time.
    private static async Task<WebApplication> StartAsync(TlsFront collector, string? file, LogRecorder lines)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"https://localhost:{collector.Port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "2000",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = $"authorization={HeaderValue}",
            ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = file,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        });
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddServiceTelemetry("a-service");
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    private static void Work(WebApplication app)
    {
        using var source = new ActivitySource("PhStudio.Messaging.OtlpTlsTests");
        source.StartActivity("work")?.Dispose();
        using var meter = new Meter("PhStudio.Messaging.OtlpTlsTests");
        meter.CreateCounter<int>("work").Add(1);
        app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("work").LogWarning("Worked");
    }
}
