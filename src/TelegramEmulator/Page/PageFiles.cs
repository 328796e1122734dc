using PhStudio.Messaging.TelegramEmulator.Control;
using PhStudio.Messaging.TelegramEmulator.Hosting;

namespace PhStudio.Messaging.TelegramEmulator.Page;

/// <summary>The page at <c>/</c>: its files from within the assembly.</summary>
internal static class PageFiles
{
    // Nothing that a message holds could run even if it came into the page as markup.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapPage(this WebApplication app, EmulatorCore core)
    {
        var page = app.MapGroup("").AddEndpointFilter(new OwnMachineOnly(core.Options.AllowRemoteControl));
        Serve(page, "/", "index.html", "text/html; charset=utf-8");
        Serve(page, "/page.css", "page.css", "text/css; charset=utf-8");
        foreach (var script in (string[])["page.js", "api.js", "chat.js", "element.js", "faults.js", "history.js", "link.js", "message.js", "presses.js", "text.js"])
        {
            Serve(page, $"/{script}", script, "text/javascript; charset=utf-8");
        }
    }

    private static void Serve(RouteGroupBuilder page, string route, string file, string type)
    {
        using var resource = typeof(PageFiles).Assembly.GetManifestResourceStream($"page/{file}")
            ?? throw new InvalidOperationException($"The assembly holds no page/{file}.");
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        page.MapGet(route, (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            http.Response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(content, type);
        });
    }
}
