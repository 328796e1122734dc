using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PhStudio.Messaging.ServiceDefaults.Connections;
using PhStudio.Messaging.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Redis;

/// <summary>What a listener that is not the Redis of a <c>rediss://</c> URL gets to see.</summary>
public sealed class RedisTlsTests : IDisposable
{
    private const string Password = "hunter2-of-the-tls-tests";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _authority = Authority();

    public RedisTlsTests() => _listener.Start();

    [Fact]
    public async Task A_plain_listener_sees_no_credential()
    {
        var seen = ListenAsync(stream => Task.FromResult<Stream>(stream));
        using var connection = await ConnectAsync(authorities: null);

        var text = await seen;
        Assert.NotEmpty(text);
        Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_with_a_certificate_of_no_known_authority_sees_no_credential()
    {
        using var certificate = Certificate(_authority, "localhost");
        var seen = ListenAsync(stream => EncryptAsync(stream, certificate));
        using var connection = await ConnectAsync(authorities: null);

        Assert.DoesNotContain(Password, await seen, StringComparison.Ordinal);
        Assert.False(connection.IsConnected);
    }

    [Fact]
    public async Task A_listener_with_a_certificate_of_another_name_sees_no_credential()
    {
        using var certificate = Certificate(_authority, "other.example");
        var seen = ListenAsync(stream => EncryptAsync(stream, certificate));
        using var connection = await ConnectAsync([_authority]);

        Assert.DoesNotContain(Password, await seen, StringComparison.Ordinal);
        Assert.False(connection.IsConnected);
    }

    [Fact]
    public async Task The_Redis_that_an_authority_of_ones_own_vouches_for_gets_the_credential()
    {
        using var certificate = Certificate(_authority, "localhost");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, _authority.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var seen = ListenAsync(stream => EncryptAsync(stream, certificate));
        using var connection = await ConnectAsync(CertificateAuthorities.Read(file));
        File.Delete(file);

        Assert.Contains(Password, await seen, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _authority.Dispose();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(X509Certificate2Collection? authorities)
    {
        var options = RedisUrl.Parse($"rediss://app:{Password}@localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}", authorities);
        options.ConnectRetry = 1;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <summary>What the first client sends, until it says the password or nothing more.</summary>
    private async Task<string> ListenAsync(Func<NetworkStream, Task<Stream>> greet)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        var seen = new StringBuilder();
        try
        {
            await using var stream = await greet(client.GetStream());
            var buffer = new byte[4096];
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            while (!seen.ToString().Contains(Password, StringComparison.Ordinal) && await stream.ReadAsync(buffer, deadline.Token) is > 0 and var count)
            {
                seen.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
        {
            // The client went away.
        }

        return seen.ToString();
    }

    private static async Task<Stream> EncryptAsync(NetworkStream stream, X509Certificate2 certificate)
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(certificate);
        return encrypted;
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=An authority of the tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    private static X509Certificate2 Certificate(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, Now.AddHours(-1), Now.AddHours(1), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
