using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StandardWebhooks;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Plays the platform.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _refused;

    private Receiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.First() + "/outcomes";

    public ConcurrentQueue<(HeaderDictionary Headers, string Body)> Got { get; } = new();

    public Func<string, int> Answer { get; set; } = _ => 204;

    public int Refused => _refused;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.MapPost("/outcomes", receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = new HeaderDictionary();
        foreach (var (name, value) in request.Headers)
        {
            headers[name] = value;
        }

        var answer = Answer(body);
        if (answer >= 300)
        {
            Interlocked.Increment(ref _refused);
        }
        else
        {
            Got.Enqueue((headers, body));
        }

        return Results.StatusCode(answer);
    }
}
