using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PhStudio.Messaging.WebConsole.Platform;

namespace PhStudio.Messaging.WebConsole.Hosting;

/// <summary>What a browser stores as a file: calls of the Gateway that a link cannot give a key.</summary>
internal static class Downloads
{
    public static void MapDownloads(this IEndpointRouteBuilder routes) => routes.MapGet("/bookings.csv", BookingsAsync);

    private static async Task<IResult> BookingsAsync(HttpContext context, IConsoleGateway gateway, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Sessions.KeyOf(context.User, gateway, time.GetUtcNow()) is not { } key)
        {
            return TypedResults.Unauthorized();
        }

        var answer = await gateway.CallAsync(key.Id, new GatewayCall(HttpMethods.Get, $"/bookings.csv{context.Request.QueryString}"), cancellationToken);
        return answer.Status == StatusCodes.Status200OK
            ? TypedResults.File(answer.Body.ToArray(), "text/csv; charset=utf-8", "bookings.csv")
            : TypedResults.Text(answer.Body.Span, "application/problem+json", statusCode: answer.Status);
    }
}
