using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What a process answers to those that give it work.</summary>
public sealed class ReadinessTests
{
    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.ServiceUnavailable)]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable)]
    public async Task Only_a_process_whose_parts_are_all_well_is_ready_and_each_is_alive(HealthStatus part, HttpStatusCode ready)
    {
        await using var host = await TestHost.StartAsync(rabbitMq: null, services: services => services.AddHealthChecks().AddCheck("a-part", () => new HealthCheckResult(part), ["ready"]));
        using var http = new HttpClient { BaseAddress = new Uri(host.App.Urls.Single()) };

        using var asked = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        using var alive = await http.GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.Equal(ready, asked.StatusCode);
        Assert.Contains("a-part", await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }
}
