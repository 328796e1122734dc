using System.Net;
using System.Net.Sockets;

namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>Tokens and names do not cross the internet in the clear: <c>http://</c> is for this machine and for private networks.</summary>
public static class PlainHttp
{
    private static readonly string[] PrivateNames = [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".svc", ".cluster.local", ".test"];

    /// <summary>Refuses an <c>http://</c> address elsewhere, unless <c>ALLOW_PLAIN_HTTP=true</c>.</summary>
    /// <returns>The same address.</returns>
    public static Uri? NotInTheClear(this Settings settings, string name, Uri? address)
    {
        if (!settings.Flag("ALLOW_PLAIN_HTTP", fallback: false) && address is { Scheme: "http" } && !IsPrivate(address))
        {
            settings.Refuse($"{name} is an http:// address outside this machine and private networks, where everybody on the way reads it: use https://, or set ALLOW_PLAIN_HTTP=true.");
        }

        return address;
    }

    /// <summary>
    /// Warns of a broker or a Redis without TLS elsewhere. It stops nothing: a name such as <c>redis.studio.example</c> may lead into a private network, and only the network knows (docs/decisions/0476).
    /// </summary>
    /// <param name="settings">Where it is noted.</param>
    /// <param name="name">The setting with the address.</param>
    /// <param name="scheme">What the address should begin with.</param>
    /// <param name="hosts">The servers.</param>
    internal static void SayInTheClear(this Settings settings, string name, string scheme, IEnumerable<string> hosts)
    {
        if (hosts.FirstOrDefault(host => !IsPrivate(host)) is { } host)
        {
            settings.Warn($"{name} leads to {host} without TLS. Unless that name leads into a private network, everybody on the way reads the password and what customers wrote: use {scheme}://.");
        }
    }

    /// <summary>True for loopback, private and link-local addresses, and for names that only a private network resolves.</summary>
    public static bool IsPrivate(Uri address) => IsPrivate(address.DnsSafeHost);

    /// <summary>The same of a host alone.</summary>
    internal static bool IsPrivate(string name)
    {
        var host = name.Trim('[', ']').TrimEnd('.');
        return IPAddress.TryParse(host, out var ip) ? IsPrivate(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip)
            : !host.Contains('.', StringComparison.Ordinal) || Array.Exists(PrivateNames, ending => host.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsPrivate(IPAddress ip)
    {
        if (IPAddress.IsLoopback(ip))
        {
            return true;
        }

        if (ip.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return ip.IsIPv6LinkLocal || ip.IsIPv6UniqueLocal;
        }

        var bytes = ip.GetAddressBytes();
        return bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 169 && bytes[1] == 254) || (bytes[0] == 100 && bytes[1] is >= 64 and < 128);
    }
}
