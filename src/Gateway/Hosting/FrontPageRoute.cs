using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary><c>GET /</c>: for a browser that opens the Gateway's address. It holds no secret and needs no key.</summary>
internal static class FrontPageRoute
{
    public static void MapFrontPage(this IEndpointRouteBuilder routes)
    {
        using var page = new StreamReader(typeof(FrontPageRoute).Assembly.GetManifestResourceStream("FrontPage.html")!);
        var html = page.ReadToEnd();
        // Its own style and script and nothing else, known by their hashes.
        var policy = $"default-src 'none'; style-src {HashOf(html, "style")}; script-src {HashOf(html, "script")}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        routes.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = policy;
            return TypedResults.Content(html, "text/html; charset=utf-8");
        }).AllowAnonymous();
    }

    private static string HashOf(string html, string element)
    {
        var start = html.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var content = html[start..html.IndexOf($"</{element}>", start, StringComparison.Ordinal)].ReplaceLineEndings("\n");
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";
    }
}
