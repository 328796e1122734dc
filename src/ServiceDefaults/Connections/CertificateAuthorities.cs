using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.ServiceDefaults.Connections;

/// <summary>The private authorities that a server's certificate may come from.</summary>
public static class CertificateAuthorities
{
    /// <summary>The certificates in a PEM file.</summary>
    /// <exception cref="FormatException">It holds none, or cannot be read.</exception>
    public static X509Certificate2Collection Read(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new FormatException($"the file {file} cannot be read as PEM", exception);
        }

        return authorities.Count > 0 ? authorities : throw new FormatException($"the file {file} holds no certificate");
    }

    /// <summary>How a chain is checked: up to one of these, or to one of the machine's where there are none.</summary>
    public static X509ChainPolicy Policy(X509Certificate2Collection? authorities)
    {
        // A private authority seldom publishes revocations.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    /// <summary>Reads a setting <c>..._CA_FILE</c> of an address that we call over HTTP.</summary>
    /// <returns>The authorities; null for those of the machine.</returns>
    public static X509Certificate2Collection? Authorities(this Settings settings, string name, Uri? address)
    {
        if (settings.Optional(name, "the path of a PEM file; unset, the authorities of the machine") is not { } file)
        {
            return null;
        }

        if (address is { Scheme: not "https" })
        {
            settings.Refuse($"{name} is set, but the address that it belongs to begins with http:// and uses no TLS: write https://, or remove {name}.");
        }

        try
        {
            return Read(file);
        }
        catch (FormatException exception)
        {
            settings.Refuse($"{name} is set but {exception.Message}.");
            return null;
        }
    }
}
