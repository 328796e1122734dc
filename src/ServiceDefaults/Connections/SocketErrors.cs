using System.Net.Sockets;

namespace PhStudio.Messaging.ServiceDefaults.Connections;

/// <summary>
/// Turns every failure of the network into the one exception that callers know. The client wraps its sockets' exceptions, but not the one that it gets when it asks a connection
/// for its address that was reset right after it was made: that comes as a bare <see cref="SocketException"/>, before anything of the request was written.
/// </summary>
public sealed class SocketErrors(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException reset)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, reset.Message, reset);
        }
    }
}
