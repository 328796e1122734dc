using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PhStudio.Messaging.TestKit.Servers;

/// <summary>Certificates of a test's own, in PEM files too, as servers and settings take them.</summary>
public static class TestCertificates
{
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

    /// <summary>Writes a certificate and its key into a folder: <c>ca.pem</c> of the authority, <c>server.pem</c> and <c>server.key</c>.</summary>
    public static async Task WriteAsync(string folder, string authorityPem, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), authorityPem);
        await File.WriteAllTextAsync(Path.Combine(folder, "server.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
