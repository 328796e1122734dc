using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace PhStudio.Messaging.ServiceDefaults;

/// <summary>Checks that the addresses of a service are free, so that a taken one is reported in a sentence and not in a stack trace.</summary>
public static class TakenAddress
{
    /// <summary>A sentence that names the first address that cannot be listened on and its setting; null where all can.</summary>
    /// <param name="addresses">The addresses, such as <c>http://localhost:5080</c>.</param>
    /// <param name="setting">The setting that chooses them.</param>
    public static string? Find(IEnumerable<string> addresses, string setting)
    {
        foreach (var address in addresses)
        {
            // Another form, such as a socket's, is the server's to judge.
            if (Port(address) is { } port && Refusal(address, port) is { } why)
            {
                return $"Port {port} {why}: stop the other program, or set {setting} to an address with a free port (now {address}).";
            }
        }

        return null;
    }

    internal static IEnumerable<string> Of(IConfiguration configuration) =>
        configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        ?? configuration["http_ports"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(port => $"http://*:{port}")
        ?? [];

    private static int? Port(string address)
    {
        // A host of * or + is none that Uri knows.
        var readable = address.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        return Uri.TryCreate(readable, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Port > 0 ? uri.Port : null;
    }

    private static string? Refusal(string address, int port)
    {
        try
        {
            var local = address.Contains("localhost", StringComparison.OrdinalIgnoreCase) || address.Contains("127.0.0.1", StringComparison.Ordinal);
            using var probe = new TcpListener(local ? IPAddress.Loopback : IPAddress.Any, port);
            probe.Start();
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            return "is taken by another program";
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied)
        {
            return "may not be opened by this user";
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
