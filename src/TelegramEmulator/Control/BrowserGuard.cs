using PhStudio.Messaging.ServiceDefaults.Browsers;
using PhStudio.Messaging.TelegramEmulator.Hosting;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>
/// Refuses pages of other sites, also where other machines may call: their requests carry their own origin, or a host name that is not ours.
/// The Bot API changes things by GET, as Telegram's does; a browser may not, for a link is enough to make it send one.
/// </summary>
internal static class BrowserGuard
{
    public static void UseBrowserGuard(this IApplicationBuilder app, EmulatorOptions options)
    {
        HashSet<string> names = new(options.AllowedHosts, StringComparer.OrdinalIgnoreCase);
        names.UnionWith(options.Url.Split(';').Select(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host : ""));
        app.Use((HttpContext http, RequestDelegate next) => Refusal(http.Request, names) is { } why
            ? TypedResults.Problem(why, statusCode: StatusCodes.Status403Forbidden, title: "Not from here").ExecuteAsync(http)
            : next(http));
    }

    private static string? Refusal(HttpRequest request, IReadOnlySet<string> names)
    {
        if (!BrowserRequest.IsOurName(request.Host, names))
        {
            return "The emulator is not called by that name; ALLOWED_HOSTS adds names.";
        }

        // As the routes are matched.
        var botApi = request.Path.Value!.StartsWith("/bot", StringComparison.OrdinalIgnoreCase);
        if (BrowserRequest.IsForeign(request) && (botApi || !BrowserRequest.IsNavigation(request)))
        {
            return "A page of another site may not use the emulator.";
        }

        return botApi && HttpMethods.IsGet(request.Method) && BrowserRequest.IsBrowser(request) && !Reads(request.Path.Value)
            ? "A browser may change nothing by GET."
            : null;
    }

    private static bool Reads(string path) => path.AsSpan(path.LastIndexOf('/') + 1).StartsWith("get", StringComparison.OrdinalIgnoreCase);
}
