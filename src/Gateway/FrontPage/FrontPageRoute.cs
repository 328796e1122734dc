namespace PhStudio.Messaging.Gateway.FrontPage;

/// <summary><c>GET /</c>: for whoever opens the Gateway's address in a browser. It holds no secret and needs no key.</summary>
internal static class FrontPageRoute
{
    public static void MapFrontPage(this IEndpointRouteBuilder routes)
    {
        using var page = new StreamReader(typeof(FrontPageRoute).Assembly.GetManifestResourceStream("FrontPage.html")!);
        var html = page.ReadToEnd();
        routes.MapGet("/", () => TypedResults.Content(html, "text/html; charset=utf-8"));
    }
}
