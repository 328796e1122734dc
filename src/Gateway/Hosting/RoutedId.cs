using Microsoft.AspNetCore.Http.Features;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>
/// An id that stands in a path, as the caller wrote it. The server decodes a path but for <c>%2F</c>, so that <c>A%2FB</c> and <c>A%252FB</c> are one
/// text in the route's values: the id is therefore taken from the request line, and each id reaches exactly itself.
/// </summary>
/// <param name="Value">The id.</param>
internal sealed record RoutedId(string Value)
{
    /// <summary>Called by the framework for a handler's parameter.</summary>
    public static ValueTask<RoutedId?> BindAsync(HttpContext context)
    {
        var routed = context.GetRouteValue("id") as string ?? "";
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0] ?? "";
        // An id that the router shows without a slash or an escape needs no second look.
        if (!routed.Contains('%', StringComparison.Ordinal))
        {
            return ValueTask.FromResult<RoutedId?>(new RoutedId(routed));
        }

        foreach (var segment in raw.Split('/'))
        {
            if (RouterWouldShow(segment) == routed)
            {
                return ValueTask.FromResult<RoutedId?>(new RoutedId(Uri.UnescapeDataString(segment)));
            }
        }

        // The request line was rewritten on its way: the router's text is all there is.
        return ValueTask.FromResult<RoutedId?>(new RoutedId(routed.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)));
    }

    // All escapes but that of the slash, which stays as it was written.
    private static string RouterWouldShow(string segment)
    {
        var kept = segment.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal);
        return Uri.UnescapeDataString(kept);
    }
}
