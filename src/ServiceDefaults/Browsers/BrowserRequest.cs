using System.Net;
using Microsoft.AspNetCore.Http;

namespace PhStudio.Messaging.ServiceDefaults.Browsers;

/// <summary>What can be seen of a browser in a request. Built into the emulator too, which refers to no other project.</summary>
internal static class BrowserRequest
{
    /// <summary>What the setting of further host names must look like.</summary>
    public const string HostsFormat = "host names separated by commas, without ports, such as studio.example,gateway.lan";

    /// <summary>True where a page of another origin made the browser send it. A page can change neither of the two headers.</summary>
    public static bool IsForeign(HttpRequest request) =>
        (request.Headers["Sec-Fetch-Site"] is [{ Length: > 0 } site, ..] && site is not ("same-origin" or "none"))
        // Behind a proxy that ends TLS the scheme is another one, the authority is not.
        || (request.Headers.Origin is [{ Length: > 0 } origin, ..] && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)));

    /// <summary>True where somebody followed a link or typed an address: the answer is shown as our page, and no other page can read it.</summary>
    public static bool IsNavigation(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers["Sec-Fetch-Mode"] == "navigate";

    /// <summary>True where a browser sent it. To an address without TLS that is not this machine's it sends no <c>Sec-Fetch-*</c>; its name stands in every request, and PowerShell's calls itself a browser too.</summary>
    public static bool IsBrowser(HttpRequest request) => request.Headers.ContainsKey("Sec-Fetch-Mode")
        || (request.Headers.UserAgent.ToString() is var agent && agent.StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase) && !agent.Contains("PowerShell/", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// True where nobody else can have made the name in the address point here: a number is not resolved, a name without a dot
    /// (<c>localhost</c>, a container's) by no public server, and the others are <paramref name="names"/>.
    /// </summary>
    public static bool IsOurName(HostString host, IReadOnlySet<string> names) =>
        !host.Host.Contains('.', StringComparison.Ordinal)
        || host.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Host, out _)
        || names.Contains(host.Host);

    /// <summary>Reads <see cref="HostsFormat"/>; null where it has another form.</summary>
    public static IReadOnlySet<string>? ReadHosts(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return names.All(name => Uri.CheckHostName(name) is not UriHostNameType.Unknown) ? names : null;
    }
}
