using System.Net;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>Lets only this machine in.</summary>
internal sealed class OwnMachineOnly(bool allowRemote) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return !allowRemote && !IsLocal(http)
            ? new(TypedResults.Problem("The emulator's page and control API answer this machine only; EMULATOR_ALLOW_REMOTE=on opens them.", statusCode: StatusCodes.Status403Forbidden, title: "Not from here"))
            : next(context);
    }

    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && (http.Request.Host.Host is "localhost" || (IPAddress.TryParse(http.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)));
}
