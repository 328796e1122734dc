using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.Gateway.Access;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Refusals from more addresses than are told apart.</summary>
public sealed class RefusedCallsTests
{
    private const int ToldApart = 10_000;

    [Fact]
    public async Task Addresses_beyond_those_that_are_told_apart_are_counted_and_logged_together()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var log = new Lines();
        var refused = new RefusedCalls(new RefusalOptions(TimeSpan.Zero), services.GetRequiredService<IMeterFactory>(), TimeProvider.System, log);
        await RefuseAsync(refused, 0, ToldApart);
        Assert.Equal(ToldApart, log.Count);

        await RefuseAsync(refused, ToldApart, 1000);

        Assert.Equal(ToldApart + 5 + 10, log.Count);
        await RefuseAsync(refused, 0, 1);
        Assert.Equal(ToldApart + 5 + 10 + 1, log.Count);
    }

    [Fact]
    public async Task A_line_has_the_address_the_route_and_the_reason_and_never_the_key()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var log = new Lines();
        var refused = new RefusedCalls(new RefusalOptions(TimeSpan.Zero), services.GetRequiredService<IMeterFactory>(), TimeProvider.System, log);
        var call = new DefaultHttpContext { Connection = { RemoteIpAddress = new IPAddress([10, 1, 2, 3]) } };
        call.Request.Method = "PUT";
        call.Request.Headers["X-Api-Key"] = "a-key-that-nobody-may-read";
        call.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/bookings/{id}"), 0, EndpointMetadataCollection.Empty, displayName: null));

        await refused.NoteAsync(call, "wrong_key");

        Assert.Equal("Refused: PUT /bookings/{id} from 10.1.2.3, wrong_key; its refusal number 1 of this minute", log.Last);
    }

    private static async Task RefuseAsync(RefusedCalls refused, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            var call = new DefaultHttpContext { Connection = { RemoteIpAddress = new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]) } };
            await refused.NoteAsync(call, "no_key");
        }
    }

    private sealed class Lines : ILogger<RefusedCalls>
    {
        public int Count { get; private set; }

        public string? Last { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Count++;
            Last = formatter(state, exception);
        }
    }
}
