using System.Security.Cryptography;
using PhStudio.Messaging.ServiceDefaults.Connections;

namespace PhStudio.Messaging.ServiceDefaults.Telemetry;

/// <summary>What a PEM file holds.</summary>
internal static class PemFile
{
    /// <summary>True for a readable file with a certificate or more.</summary>
    public static bool HasCertificate(string path)
    {
        try
        {
            return CertificateAuthorities.Read(path).Count > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>True for a readable file with a private key, beside whatever else.</summary>
    public static bool HasKey(string path)
    {
        try
        {
            // The certificate may stand in the same file.
            var text = File.ReadAllText(path).AsSpan();
            while (PemEncoding.TryFind(text, out var fields))
            {
                if (text[fields.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal))
                {
                    return true;
                }

                text = text[fields.Location.End..];
            }

            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
