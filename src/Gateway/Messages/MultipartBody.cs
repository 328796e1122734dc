using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>One part of a multipart/form-data body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsFile">True where it has a file name.</param>
/// <param name="Content">The bytes as they came.</param>
internal sealed record MultipartPart(string Name, bool IsFile, byte[] Content)
{
    /// <summary>True for a file without a name and without a byte.</summary>
    public bool IsEmptyChoice { get; init; }
}

/// <summary>
/// The parts of a multipart/form-data body, in their order. The framework's own reader of forms joins two fields of one name by a comma, and replaces
/// what is not UTF-8: what was not sent would reach a chat.
/// </summary>
internal static class MultipartBody
{
    private const int MaxParts = 1024;
    private const int MaxBoundary = 128;
    private const string NoForm = "The body must be multipart/form-data with a boundary.";
    private const string TooLong = "A field of the form is longer than 1 MiB, or there are too many.";

    /// <summary>Reads them into memory: a container's file system may be read-only. Throws <see cref="WireException"/> or <see cref="UnsupportedContentException"/>.</summary>
    /// <param name="request">The call.</param>
    /// <param name="maxField">The largest field, in bytes.</param>
    /// <param name="maxFile">The largest file, in bytes; a larger one is an <see cref="InvalidDataException"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<MultipartPart>> ReadAsync(HttpRequest request, int maxField, int maxFile, CancellationToken cancellationToken)
    {
        RequestBody.DemandNoEncoding(request);
        var reader = new MultipartReader(BoundaryOf(request), request.Body) { BodyLengthLimit = maxFile };
        var parts = new List<MultipartPart>();
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                parts.Add(parts.Count < MaxParts ? await PartAsync(section, maxField, cancellationToken) : throw new WireException(TooLong));
            }
        }
        catch (InvalidDataException e) when (!e.Message.Contains("body length limit", StringComparison.OrdinalIgnoreCase))
        {
            throw new WireException(e.Message.Contains("limit", StringComparison.OrdinalIgnoreCase) ? TooLong : NoForm);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new WireException("The body ends too early.");
        }

        // What a browser sends for a field of files in which none was chosen.
        return parts.Where(part => !part.IsEmptyChoice).ToList();
    }

    private static string BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= MaxBoundary } boundary
            ? boundary.ToString()
            : throw new WireException(NoForm);

    private static async Task<MultipartPart> PartAsync(MultipartSection section, int maxField, CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || HeaderUtilities.RemoveQuotes(disposition.Name).ToString() is not { Length: > 0 } name)
        {
            throw new WireException("Each part of the form needs a name.");
        }

        if (MediaTypeHeaderValue.TryParse(section.ContentType, out var type) && !RequestCharset.IsUtf8(type.Charset.ToString()))
        {
            throw new UnsupportedContentException("Send every field of the form in UTF-8.");
        }

        if (section.Headers?.TryGetValue("Content-Transfer-Encoding", out var coding) == true && coding.ToString().Trim().ToUpperInvariant() is not ("" or "7BIT" or "8BIT" or "BINARY"))
        {
            throw new UnsupportedContentException("Send every field of the form as it is, without a Content-Transfer-Encoding.");
        }

        var isFile = disposition.FileName.HasValue || disposition.FileNameStar.HasValue;
        await using var content = new MemoryStream();
        var buffer = new byte[16_384];
        while (await section.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            content.Write(buffer, 0, read);
            if (!isFile && content.Length > maxField)
            {
                throw new WireException(TooLong);
            }
        }

        var isEmptyChoice = isFile && content.Length == 0 && HeaderUtilities.RemoveQuotes(disposition.FileName).Length == 0 && !disposition.FileNameStar.HasValue;
        return new MultipartPart(name, isFile, content.ToArray()) { IsEmptyChoice = isEmptyChoice };
    }
}
