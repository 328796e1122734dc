using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace PhStudio.Messaging.ServiceDefaults;

/// <summary>Checks that the addresses of a service are addresses and free, so that another one is reported in a sentence and not in a stack trace.</summary>
public static class TakenAddress
{
    /// <summary>A sentence that names the first address that cannot be listened on and its setting; null where all can.</summary>
    /// <param name="addresses">The addresses, such as <c>http://localhost:5080</c>.</param>
    /// <param name="setting">The setting that chooses them.</param>
    public static string? Find(IEnumerable<string> addresses, string setting)
    {
        foreach (var address in addresses)
        {
            if (!IsAddress(address))
            {
                return $"{setting} is \"{address}\" but must be addresses such as http://*:8080, separated by semicolons, without a path; set it in the environment or the .env file.";
            }

            // A socket's file is the server's to judge.
            if (PortOf(address) is { } port && Refusal(address, port) is { } why)
            {
                var free = setting.EndsWith("_PORT", StringComparison.Ordinal) ? "a free port" : "an address with a free port";
                return $"Port {port} {why} (now {address}).".Replace("SETTING", setting, StringComparison.Ordinal).Replace("FREE", free, StringComparison.Ordinal);
            }
        }

        return null;
    }

    /// <summary>The sentence for a start that failed because an address was taken all the same: another program was quicker, or the server's own settings choose it. Null for any other failure.</summary>
    public static string? TakenAtStart(Exception failure) => failure is IOException { InnerException: AddressInUseException }
        ? $"{failure.Message.TrimEnd('.')}: stop the other program, or choose a free port in the setting that names this one (ASPNETCORE_URLS, ASPNETCORE_Kestrel__Endpoints, METRICS_PORT, EMULATOR_URL)."
        : null;

    /// <summary>The port that an address names; null where it names none.</summary>
    /// <param name="address">Such as <c>http://*:8080</c>.</param>
    public static int? PortOf(string address)
    {
        // A host of * or + is none that Uri knows.
        var readable = address.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        return Uri.TryCreate(readable, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Port > 0 ? uri.Port : null;
    }

    /// <summary>The sentence for a failed start of a server that was to speak TLS: it has no certificate, or one that cannot be read. Null for any other failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="setting">What <see cref="TlsSetting"/> told before the start.</param>
    public static string? NoCertificate(Exception failure, string? setting) => failure is InvalidOperationException or CryptographicException or IOException && setting is not null
        ? $"{setting} asks for https://, for which no certificate could be used: {failure.Message.Split('\n')[0].TrimEnd()} Set ASPNETCORE_Kestrel__Certificates__Default__Path to one, and ASPNETCORE_Kestrel__Certificates__Default__Password where it has a password; or listen on http:// behind a proxy that ends TLS."
        : null;

    // As the server reads it, which ends with a stack trace where it cannot.
    private static bool IsAddress(string address)
    {
        try
        {
            return BindingAddress.Parse(address) is { Scheme: "http" or "https", Port: >= 0 and <= IPEndPoint.MaxPort, PathBase.Length: 0 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Where the service listens by its settings, but for the server's own endpoints; none where they do not say. Ports count where no address is given.</summary>
    internal static IEnumerable<string> Of(IConfiguration configuration) =>
        configuration["urls"] is { } urls ? Split(urls) : [.. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"), .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}")];

    /// <summary>The setting that asks for TLS; null for none. The server's own endpoints come before the others.</summary>
    internal static string? TlsSetting(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().ToList();
        return endpoints.Find(endpoint => IsTls(endpoint["Url"])) is { } own ? $"ASPNETCORE_Kestrel__Endpoints__{own.Key}__Url"
            : endpoints.Count > 0 || !Of(configuration).Any(IsTls) ? null
            : configuration["urls"] is null ? "ASPNETCORE_HTTPS_PORTS" : "ASPNETCORE_URLS";

        static bool IsTls(string? address) => address?.TrimStart().StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;
    }

    private static string[] Split(string? given) => given?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static string? Refusal(string address, int port)
    {
        try
        {
            var isLocalhost = address.Contains("localhost", StringComparison.OrdinalIgnoreCase);
            Probe(isLocalhost ? IPAddress.Loopback : OwnAddress(address), port);
            if (isLocalhost)
            {
                ProbeIPv6(port);
            }

            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            return "is taken by another program: stop the other program, or set SETTING to FREE";
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied)
        {
            return "may not be opened by this user: set SETTING to FREE above 1023";
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable)
        {
            return "cannot be opened at an address that this machine does not have: set SETTING to one that it has, or to http://*:8080 for all";
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static void Probe(IPAddress address, int port)
    {
        using var probe = new TcpListener(address, port);
        probe.Start();
    }

    // The server opens "localhost" on both, and goes on without the second only where the machine has none.
    private static void ProbeIPv6(int port)
    {
        try
        {
            Probe(IPAddress.IPv6Loopback, port);
        }
        catch (SocketException e) when (e.SocketErrorCode is not (SocketError.AddressAlreadyInUse or SocketError.AccessDenied))
        {
            // Without IPv6.
        }
    }

    private static IPAddress OwnAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) ? ip : IPAddress.Any;
}
