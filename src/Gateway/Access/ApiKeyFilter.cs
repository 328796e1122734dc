using Microsoft.AspNetCore.Http.HttpResults;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>Lets a call pass only with the key, in <c>X-Api-Key</c> or <c>Authorization: Bearer</c>.</summary>
internal sealed class ApiKeyFilter(ApiKey key) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        key.Is(KeyOf(context.HttpContext.Request)) ? next(context) : ValueTask.FromResult<object?>(Refused(context.HttpContext));

    private static ProblemHttpResult Refused(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem("Send the Gateway's key in the header X-Api-Key or as Authorization: Bearer <key>.", statusCode: StatusCodes.Status401Unauthorized, title: "No key, or a wrong one");
    }

    private static string? KeyOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue("X-Api-Key", out var header))
            return header;
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : null;
    }
}
