using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PhStudio.Messaging.WebConsole.Platform;

/// <summary>
/// Which things a page of the console may load: its own, from this host. No script stands within a page, so that none is allowed there; MudBlazor writes its theme into style elements and
/// attributes, so that those are (docs/decisions/0211).
/// </summary>
internal static class ConsoleHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void UseConsoleHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var headers = ((HttpResponse)state).Headers;
            headers.ContentSecurityPolicy = Policy;
            // With no-referrer a browser calls the origin of a form "null", and the form is refused as another site's.
            headers["Referrer-Policy"] = "same-origin";
            if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    });
}
