using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Plays a Gateway that a command cannot work with, or something else at its address.</summary>
internal sealed class FaultyGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FaultyGateway(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>The bodies of all calls.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>Starts one.</summary>
    /// <param name="answer">Answers a call; its number counts from one.</param>
    public static async Task<FaultyGateway> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var gateway = new FaultyGateway(builder.Build());
        gateway._app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            gateway.Bodies.Enqueue(await reader.ReadToEndAsync());
            await answer(context, gateway.Bodies.Count);
        });
        await gateway._app.StartAsync();
        return gateway;
    }

    /// <summary>A refusal as the Gateway writes one.</summary>
    public static Task RefuseAsync(HttpContext context, int status) => Results.Problem("It may not.", statusCode: status).ExecuteAsync(context);

    /// <summary>Half an answer, and the connection is gone.</summary>
    public static async Task BreakAsync(HttpContext context)
    {
        context.Response.ContentType = context.Request.Path.Value!.EndsWith(".csv", StringComparison.Ordinal) ? "text/csv" : "application/json";
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("""{"bookings":[""");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
