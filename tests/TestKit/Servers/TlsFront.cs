using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>What stands where a server is expected: speaks TLS with a certificate, or nothing at all, keeps what it was told, and may pass it on to the server itself.</summary>
public sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly Uri? _server;
    private readonly MemoryStream _heard = new();
    private int _connections;

    /// <param name="certificate">The certificate to show; null for no TLS.</param>
    /// <param name="server">Where to pass on what was heard; null keeps it.</param>
    public TlsFront(X509Certificate2? certificate, Uri? server = null)
    {
        (_certificate, _server) = (certificate, server);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections that came to their end.</summary>
    public int Ended => Volatile.Read(ref _connections);

    /// <summary>What was said to it: in the clear, or inside TLS where there is a certificate.</summary>
    public string Heard
    {
        get
        {
            lock (_heard)
            {
                return System.Text.Encoding.Latin1.GetString(_heard.ToArray());
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _listener.Stop();
        _certificate?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                Stream near = client.GetStream();
                if (_certificate is not null)
                {
                    var tls = new SslStream(near);
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate });
                    near = tls;
                }

                using var far = new TcpClient();
                if (_server is not null)
                {
                    await far.ConnectAsync(_server.Host, _server.Port);
                    _ = AnswerAsync(far, near);
                }

                var buffer = new byte[16 * 1024];
                int read;
                while ((read = await near.ReadAsync(buffer)) > 0)
                {
                    lock (_heard)
                    {
                        _heard.Write(buffer, 0, read);
                    }

                    if (_server is not null)
                    {
                        await far.GetStream().WriteAsync(buffer.AsMemory(0, read));
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or ObjectDisposedException)
        {
            // The other side did not like what it saw.
        }

        Interlocked.Increment(ref _connections);
    }

    /// <summary>Passes on what the server answers; what the server ends, ends here too.</summary>
    private static async Task AnswerAsync(TcpClient server, Stream near)
    {
        try
        {
            await server.GetStream().CopyToAsync(near);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side went away.
        }

        await near.DisposeAsync();
    }
}
