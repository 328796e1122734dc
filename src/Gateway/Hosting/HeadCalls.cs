namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>HEAD is answered wherever GET is, as RFC 9110 demands, and monitors use it. The server itself leaves the body out.</summary>
internal static class HeadCalls
{
    /// <summary>Has HEAD routed as GET; before the routing.</summary>
    public static void UseHeadCalls(this WebApplication app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    });

    /// <summary>Names HEAD where the routing allows GET.</summary>
    public static void Allow(HttpResponse response)
    {
        var allowed = response.Headers.Allow.ToString();
        if (allowed.Split(',', StringSplitOptions.TrimEntries) is var names && names.Contains(HttpMethods.Get) && !names.Contains(HttpMethods.Head))
        {
            response.Headers.Allow = $"{allowed}, {HttpMethods.Head}";
        }
    }
}
