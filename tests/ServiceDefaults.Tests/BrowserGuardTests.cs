using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>By which names a service is called that listens on more than loopback.</summary>
public sealed class BrowserGuardTests
{
    [Theory]
    [InlineData(true, "evil.example", HttpStatusCode.Forbidden)] // Any page knows the example key, and can let its name point here.
    [InlineData(true, "192.168.1.10:5080", HttpStatusCode.OK)]
    [InlineData(true, "studio", HttpStatusCode.OK)]
    [InlineData(true, "studio.lan", HttpStatusCode.OK)]
    [InlineData(false, "evil.example", HttpStatusCode.OK)] // A proxy chooses the name, and every call needs a key.
    public async Task With_example_keys_a_name_that_is_not_ours_is_refused_on_every_address(bool allowsExamples, string name, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync(
            rabbitMq: null,
            services: services =>
            {
                ((Settings)services.Single(service => service.ServiceType == typeof(Settings)).ImplementationInstance!).AllowsExamples = allowsExamples;
                services.AddSingleton<IStartupFilter>(new OverTheNetwork());
                Browsers.BrowserGuard.AllowHost(services, "studio.lan");
            });
        using var http = new HttpClient { BaseAddress = new Uri(host.App.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Host = name;

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }

    /// <summary>Each call says that it came in by an address of a private network.</summary>
    private sealed class OverTheNetwork : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, more) =>
            {
                context.Connection.LocalIpAddress = IPAddress.Parse("192.168.1.10");
                return more(context);
            });
            next(app);
        };
    }
}
