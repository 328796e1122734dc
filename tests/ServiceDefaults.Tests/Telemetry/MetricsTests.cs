using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Telemetry;

/// <summary>What Prometheus reads, and where.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Every_service_shows_its_metrics_without_a_key()
    {
        await using var host = await TestHost.StartAsync(rabbitMq: null);
        using var http = new HttpClient { BaseAddress = new Uri(host.App.Urls.First()) };

        using var answer = await http.GetAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("dotnet_gc_collections_total", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_counter_begins_with_when_it_is_made_is_shown()
    {
        // Made by a hosted service's constructor, before anything is started. What is counted while nobody listens is lost.
        await using var host = await TestHost.StartAsync(rabbitMq: null, services: services => services.AddHostedService<Counting>());
        using var http = new HttpClient { BaseAddress = new Uri(host.App.Urls.First()) };

        var page = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Matches("(?m)^tests_counted_total\\{[^}]*how=\"early\"[^}]*\\} 0$", page);
    }

    [Fact]
    public async Task With_a_port_of_their_own_they_are_nowhere_else_and_nothing_else_is_there()
    {
        var port = FreePort.Next();
        await using var host = await TestHost.StartAsync(rabbitMq: null, settings: ("METRICS_PORT", $"{port}"), routes: app =>
        {
            app.UsePathBase("/studio");
            app.UseRouting();
            app.MapGet("/work", () => "done");
        });
        using var usual = new HttpClient { BaseAddress = new Uri(host.App.Urls.First(url => !url.EndsWith($":{port}", StringComparison.Ordinal))) };
        using var own = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(own, "/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(own, "/work"));
        foreach (var path in new[] { "/metrics", "/metrics/", "/METRICS", "/%6Detrics", "/studio/metrics", "/studio/metrics/" })
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, await StatusAsync(usual, path)));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(usual, "/work"));

        // The port decides, not what the caller says that it is.
        using var forged = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Host = $"127.0.0.1:{port}" } };
        Assert.Equal(HttpStatusCode.NotFound, (await usual.SendAsync(forged, TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path) => (await http.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode;

    private sealed class Counting : IHostedService, IDisposable
    {
        private readonly Meter _meter = new("PhStudio.Messaging.Tests");

        public Counting() => _meter.CreateCounter<long>("tests.counted").Add(0, new KeyValuePair<string, object?>("how", "early"));

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _meter.Dispose();
    }
}
