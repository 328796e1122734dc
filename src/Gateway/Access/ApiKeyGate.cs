using Microsoft.AspNetCore.Authorization;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>
/// Lets a call pass only with the key, in <c>X-Api-Key</c> or <c>Authorization: Bearer</c>, unless its route says <c>AllowAnonymous</c>. It stands
/// before the body is read and before its type is judged: whoever has no key hears 401 and nothing else.
/// </summary>
internal sealed class ApiKeyGate(RequestDelegate next, ApiKey key, RefusedCalls refused)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        var given = KeyOf(context.Request);
        if (key.Is(given))
        {
            await next(context);
            return;
        }

        await refused.NoteAsync(context, string.IsNullOrEmpty(given) ? "no_key" : "wrong_key");
        context.Response.Headers.WWWAuthenticate = "Bearer";
        await TypedResults.Problem("Send the Gateway's key in the header X-Api-Key or as Authorization: Bearer <key>.", statusCode: StatusCodes.Status401Unauthorized, title: "No key, or a wrong one").ExecuteAsync(context);
    }

    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue("X-Api-Key", out var header))
        {
            return header;
        }

        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : null;
    }
}
