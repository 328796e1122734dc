using System.Net;
using System.Net.Sockets;
using PhStudio.Messaging.TelegramEmulator.Api;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>
/// Fetches a file as Telegram does, but from this machine and private networks only: the emulator is a tool of one machine, and a text of a customer must not make it call the world.
/// Other addresses are accepted without a fetch, and the page shows the address.
/// </summary>
internal sealed class FileFetcher(HttpClient http)
{
    /// <summary>Telegram fetches no larger photo; documents are held to the same.</summary>
    private const int MaxBytes = 5 * 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>The content; null where the address is outside.</summary>
    /// <exception cref="TelegramRefusal">It could not be fetched.</exception>
    public async Task<byte[]?> FetchAsync(Uri uri, string type, CancellationToken cancellationToken)
    {
        if (!await IsNearAsync(uri, cancellationToken))
        {
            return null;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var response = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw NoContent();
            }

            if (response.Content.Headers.ContentType?.MediaType is { } given && !given.StartsWith(type, StringComparison.OrdinalIgnoreCase) && given != "application/octet-stream")
            {
                throw TelegramRefusal.BadRequest("wrong type of the web page content");
            }

            await response.Content.LoadIntoBufferAsync(MaxBytes, timeout.Token);
            return await response.Content.ReadAsByteArrayAsync(timeout.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw NoContent();
        }
    }

    private static TelegramRefusal NoContent() => TelegramRefusal.BadRequest("failed to get HTTP URL content");

    /// <summary>A name with a dot is not even looked up.</summary>
    private static async Task<bool> IsNearAsync(Uri uri, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var literal))
        {
            return IsNear(literal);
        }

        if (uri.IsLoopback)
        {
            return true;
        }

        if (uri.IdnHost.Contains('.', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(uri.IdnHost, cancellationToken);
            return addresses.Length > 0 && addresses.All(IsNear);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsNear(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(plain)
            || (plain.AddressFamily == AddressFamily.InterNetworkV6
                ? plain.IsIPv6UniqueLocal
                : plain.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..]);
    }
}
