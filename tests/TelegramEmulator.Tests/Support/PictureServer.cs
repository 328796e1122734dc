using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Support;

/// <summary>A web server with a picture at <c>/picture.png</c>, a page at <c>/page</c>, and nothing else.</summary>
internal sealed class PictureServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PictureServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public static async Task<PictureServer> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/picture.png", () => Results.Bytes(TestPicture.Png(300, 200), "image/png"));
        app.MapGet("/page", () => Results.Content("<p>no picture</p>", "text/html"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PictureServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
