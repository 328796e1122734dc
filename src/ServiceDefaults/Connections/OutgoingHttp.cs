using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace PhStudio.Messaging.ServiceDefaults.Connections;

/// <summary>How this product opens connections for HTTP to others: Telegram and the platform.</summary>
public static class OutgoingHttp
{
    // Includes the TLS handshake, for a listener that accepts and stays silent.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A handler that follows no redirect, keeps no cookies, and tries all addresses of a name.</summary>
    /// <param name="race">The way to an address.</param>
    /// <param name="authorities">Whose certificates are taken; null for those of the machine.</param>
    public static SocketsHttpHandler NewHandler(AddressRace race, X509Certificate2Collection? authorities = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            ConnectCallback = async (context, cancellationToken) => new NetworkStream(await race.ConnectAsync(context.DnsEndPoint, cancellationToken), ownsSocket: true),
        };
        if (authorities is not null)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = CertificateAuthorities.Policy(authorities) };
        }

        return handler;
    }
}
