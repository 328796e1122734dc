using Microsoft.AspNetCore.Authorization;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>
/// Lets a call pass only with a key that has the route's role, in <c>X-Api-Key</c> or <c>Authorization: Bearer</c>, unless its route says <c>AllowAnonymous</c>. It stands
/// before the body is read and before its type is judged: a caller without a key gets 401 and nothing else.
/// </summary>
internal sealed class KeyFilter(RequestDelegate next, KeyRing keys, RefusedCalls refused)
{
    private const string Scheme = "Bearer ";

    private static readonly RequiredRole Undeclared = new([Role.Administer]);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        // A call from within this process comes with its caller; nothing from outside can set a feature.
        if (context.Features.Get<Caller>() is not { } caller)
        {
            var given = KeyOf(context.Request);
            if (keys.Find(given) is not { IsExpired: false } found)
            {
                await RefuseAsync(context, given);
                return;
            }

            caller = found.Entry.Caller;
        }

        // Without a route the framework refuses by itself, a method for example: no role is needed.
        var required = endpoint.Metadata.GetMetadata<RequiredRole>() ?? (endpoint is RouteEndpoint ? Undeclared : null);
        if (required is not null && !caller.MayAny(required.AnyOf))
        {
            await refused.NoteAsync(context, "no_role");
            await TypedResults.Problem(
                $"This call needs the role {required.Names}; the key \"{caller.Name}\" has {string.Join(", ", caller.Roles.Order().Select(Roles.NameOf))}.",
                statusCode: StatusCodes.Status403Forbidden,
                title: "A role is missing",
                extensions: new Dictionary<string, object?> { ["role"] = required.Names }).ExecuteAsync(context);
            return;
        }

        context.Features.Set(caller);
        await next(context);
    }

    private async Task RefuseAsync(HttpContext context, string? given)
    {
        var expired = keys.Find(given)?.Entry;
        await refused.NoteAsync(context, string.IsNullOrEmpty(given) ? "no_key" : expired is null ? "wrong_key" : "expired_key");
        context.Response.Headers.WWWAuthenticate = "Bearer";
        await (expired is null
            ? Unauthorized("No key, or a wrong one", "Send the Gateway's key in the header X-Api-Key or as Authorization: Bearer <key>.")
            : Unauthorized("An expired key", $"The key \"{expired.Caller.Name}\" expired at {expired.Expires?.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}. Ask the administrator for a new one (gateway keys new).")).ExecuteAsync(context);
    }

    private static IResult Unauthorized(string title, string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status401Unauthorized, title: title);

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
