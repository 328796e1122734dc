using System.IO.Pipelines;
using Microsoft.Net.Http.Headers;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>The content type of a body is not JSON in UTF-8.</summary>
internal sealed class UnsupportedContentException(string sentence) : Exception(sentence);

/// <summary>Reads the JSON body of a call by the same reader as a message on the bus.</summary>
internal static class RequestBody
{
    /// <summary>The body, checked by its type's rules. Throws <see cref="WireException"/>, <see cref="UnsupportedContentException"/> or the server's own exceptions.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        DemandJson(request);
        return WireReader.Read<T>(await BytesAsync(request, cancellationToken));
    }

    /// <summary>As <see cref="ReadAsync{T}"/>, where one member has a name of its own in this call, by which refusals call it.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, string member, string calledHere, CancellationToken cancellationToken)
        where T : class
    {
        DemandJson(request);
        return Read<T>(await BytesAsync(request, cancellationToken), member, calledHere);
    }

    /// <summary>The same, of a body that was read.</summary>
    public static T Read<T>(ReadOnlySpan<byte> body, string member, string calledHere)
        where T : class
    {
        try
        {
            return WireReader.Read<T>(body);
        }
        catch (WireException e) when (e.Errors.ContainsKey(member))
        {
            throw new WireException(e.Errors.ToDictionary(error => error.Key == member ? calledHere : error.Key, error => error.Value), e.IsUnreadable);
        }
    }

    /// <summary>As <see cref="ReadAsync{T}(HttpRequest, CancellationToken)"/>, of a change: the address gives one member, which the body then has not, and null takes values away.</summary>
    public static async Task<T> ReadKnownAsync<T>(HttpRequest request, string member, string value, Func<WireMember, bool> takenAwayByNull, CancellationToken cancellationToken)
        where T : class
    {
        DemandJson(request);
        return WireReader.Read<T>(await BytesAsync(request, cancellationToken), member, value, takenAwayByNull);
    }

    /// <summary>The body, or null where it is empty.</summary>
    public static async Task<T?> ReadOptionalAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        var body = await BytesAsync(request, cancellationToken);
        if (body.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            return null;
        }

        DemandJson(request);
        return WireReader.Read<T>(body);
    }

    /// <summary>Throws unless the body is said to be JSON in UTF-8.</summary>
    public static void DemandJson(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !(type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
        {
            throw new UnsupportedContentException("Send the body with Content-Type: application/json.");
        }

        if (!RequestCharset.IsUtf8(type.Charset.ToString()))
        {
            throw new UnsupportedContentException("Send the body in UTF-8: Content-Type: application/json; charset=utf-8.");
        }

        DemandNoEncoding(request);
    }

    /// <summary>Throws where the body is compressed.</summary>
    public static void DemandNoEncoding(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Any(encoding => !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)))
        {
            throw new UnsupportedContentException("Send the body as it is, without a Content-Encoding.");
        }
    }

    /// <summary>The whole body; its size is limited by the server.</summary>
    public static async Task<byte[]> BytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        await using var body = new MemoryStream();
        await request.BodyReader.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }
}
