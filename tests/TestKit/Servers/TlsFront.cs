using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What stands where <c>RABBITMQ_URL</c> points to: speaks TLS with a certificate, or nothing at all, keeps what it was told, and may pass it on to a broker.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly Uri? _broker;
    private readonly MemoryStream _heard = new();
    private int _connections;

    /// <param name="certificate">The certificate to show; null for no TLS.</param>
    /// <param name="broker">Where to pass on what was heard; null keeps it.</param>
    public TlsFront(X509Certificate2? certificate, Uri? broker = null)
    {
        (_certificate, _broker) = (certificate, broker);
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

    /// <summary>An authority of a test's own, and a certificate by it for a name or an address.</summary>
    public static (string AuthorityPem, X509Certificate2 Certificate) Issue(string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=An authority of the tests", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var root = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(root, now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        using var withKey = issued.CopyWithPrivateKey(key);
        return (root.ExportCertificatePem(), X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null));
    }

    /// <summary>A certificate that vouches for itself.</summary>
    public static (string Pem, X509Certificate2 Certificate) IssueSelfSigned(string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return (issued.ExportCertificatePem(), X509CertificateLoader.LoadPkcs12(issued.Export(X509ContentType.Pkcs12), password: null));
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
                if (_broker is not null)
                {
                    await far.ConnectAsync(_broker.Host, _broker.Port);
                    _ = far.GetStream().CopyToAsync(near);
                }

                var buffer = new byte[16 * 1024];
                int read;
                while ((read = await near.ReadAsync(buffer)) > 0)
                {
                    lock (_heard)
                    {
                        _heard.Write(buffer, 0, read);
                    }

                    if (_broker is not null)
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
}
