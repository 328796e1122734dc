using System.Net.Http.Headers;
using System.Text;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>The name and password of an address: they are sent as a header, and shown nowhere.</summary>
internal static class BasicCredentials
{
    /// <summary>The header; null where the address has none.</summary>
    public static AuthenticationHeaderValue? Of(Uri? address) =>
        address is { UserInfo: { Length: > 0 } userInfo } ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Pair(userInfo)))) : null;

    /// <summary>The address without them.</summary>
    public static Uri Without(Uri address) => new UriBuilder(address) { UserName = "", Password = "" }.Uri;

    // A name alone has an empty password: the colon is never left out (RFC 7617).
    private static string Pair(string userInfo) => string.Join(':', $"{userInfo}{(userInfo.Contains(':', StringComparison.Ordinal) ? "" : ":")}".Split(':', 2).Select(Uri.UnescapeDataString));
}
