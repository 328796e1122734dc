using System.Net.Sockets;

namespace PhStudio.Messaging.ServiceDefaults.Connections;

/// <summary>
/// Gives every failure of the network the one exception that callers know. The client wraps what its sockets throw, but not what it meets when it asks a connection
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
