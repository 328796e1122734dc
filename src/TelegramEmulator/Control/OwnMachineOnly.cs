using System.Net;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>
/// Lets only this machine in, and no web page of somebody else's that happens to be open on it: such a page's requests carry its own
/// origin, or reach us under a name that is not ours.
/// </summary>
internal sealed class OwnMachineOnly(bool allowRemote) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return IsForeign(http.Request)
            ? new(Refused("A page of another site may not use the emulator."))
            : !allowRemote && !IsLocal(http)
                ? new(Refused("The emulator's page and control API answer this machine only; EMULATOR_ALLOW_REMOTE=on opens them."))
                : next(context);
    }

    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && (http.Request.Host.Host is "localhost" || (IPAddress.TryParse(http.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)));

    private static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin is [{ Length: > 0 } origin] && origin != $"{request.Scheme}://{request.Host}";

    private static IResult Refused(string why) => TypedResults.Problem(why, statusCode: StatusCodes.Status403Forbidden, title: "Not from here");
}
