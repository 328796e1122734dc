using Microsoft.AspNetCore.Http.Features;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>
/// Calls of the Gateway's own routes without a network between: they take the same way through role, audit, rules and refusals as a call from outside, so that
/// none of that is written twice.
/// </summary>
internal sealed class InProcessCalls(IServiceScopeFactory scopes, IHttpContextFactory contexts)
{
    private RequestDelegate? _next;

    /// <summary>Puts the beginning of that way here.</summary>
    public void UseHere(IApplicationBuilder app) => app.Use(next => _next = next);

    /// <summary>Makes a call.</summary>
    /// <param name="method">Such as <c>POST</c>.</param>
    /// <param name="target">The path and the query, encoded as in an address.</param>
    /// <param name="body">JSON; null for none.</param>
    /// <param name="prepare">Says who calls.</param>
    /// <param name="cancellationToken">Ends the call, as a caller who hangs up.</param>
    /// <returns>The status and the body.</returns>
    public async Task<(int Status, ReadOnlyMemory<byte> Body)> CallAsync(string method, string target, byte[]? body, Action<HttpContext> prepare, CancellationToken cancellationToken)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        await using var answer = new MemoryStream();
        await using var content = new MemoryStream(body ?? [], writable: false);
        var request = new HttpRequestFeature
        {
            Method = method,
            Scheme = "http",
            Protocol = "HTTP/1.1",
            RawTarget = target,
            // As the server does it: an encoded slash stays, so that it divides nothing.
            Path = Uri.UnescapeDataString(path.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase)),
            QueryString = mark < 0 ? "" : target[mark..],
            Body = content,
        };
        if (body is not null)
        {
            request.Headers.ContentType = "application/json";
            request.Headers.ContentLength = body.Length;
        }

        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = cancellationToken });
        var context = contexts.Create(features);
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            context.RequestServices = scope.ServiceProvider;
            LegacyAnswers.Forbid(context);
            prepare(context);
            await _next!(context);
            await context.Response.BodyWriter.FlushAsync(cancellationToken);
            return (context.Response.StatusCode, answer.ToArray());
        }
        finally
        {
            contexts.Dispose(context);
        }
    }
}
