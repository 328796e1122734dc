using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>A web server with one picture, which fails so many times before it has it.</summary>
internal sealed class RecoveringPictureServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private RecoveringPictureServer(WebApplication app) => _app = app;

    public string Picture => $"{_app.Urls.Single()}/picture.png";

    public static async Task<RecoveringPictureServer> StartAsync(int failures)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new RecoveringPictureServer(builder.Build());
        server._app.MapGet("/picture.png", () => Interlocked.Increment(ref server._asked) <= failures ? Results.StatusCode(503) : Results.Bytes(TestPicture.Png(300, 200), "image/png"));
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
