using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>A body as multipart/form-data: fields, and 1-10 files <c>photo</c>, each known by its content.</summary>
/// <param name="Fields">What is no photo.</param>
/// <param name="Photos">How an order names the photos, in their order.</param>
/// <param name="Files">Their content by its hash.</param>
internal sealed record PictureForm(IReadOnlyList<KeyValuePair<string, byte[]>> Fields, IReadOnlyList<string> Photos, IReadOnlyDictionary<string, byte[]> Files)
{
    private const int MaxFiles = 10;
    private const int MaxFile = 10 * 1024 * 1024;
    private const int MaxField = 1 << 20;
    private const int MaxBody = 50 * 1024 * 1024;

    /// <summary>True for a body of this kind.</summary>
    public static bool IsIn(HttpRequest request) => request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads it. Throws <see cref="WireException"/>.</summary>
    /// <param name="request">The call.</param>
    /// <param name="part">A field that may come as a file too; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<PictureForm> ReadAsync(HttpRequest request, string? part, CancellationToken cancellationToken)
    {
        request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxBody;
        var form = await FormAsync(request, cancellationToken);
        var fields = new List<KeyValuePair<string, byte[]>>();
        var photos = new List<string>();
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, values) in form)
        {
            fields.Add(KeyValuePair.Create(name, System.Text.Encoding.UTF8.GetBytes(values.ToString())));
        }

        foreach (var file in form.Files)
        {
            var content = await ContentAsync(file, cancellationToken);
            if (file.Name == part)
            {
                fields.Add(KeyValuePair.Create(file.Name, content));
                continue;
            }

            if (file.Name is not ("photo" or "photos"))
            {
                throw Wrong(file.Name, "is no file of this call; files are named photo");
            }

            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            files[hash] = IsPhoto(content) ? content : throw Wrong("photo", "must be a JPEG, PNG or WebP picture");
            photos.Add($"{PhotoForm.Upload}{hash}");
        }

        return photos.Count <= MaxFiles ? new PictureForm(fields, photos, files) : throw Wrong("photo", $"must be at most {MaxFiles} files");
    }

    /// <summary>A refusal that names the field.</summary>
    public static WireException Wrong(string field, string rule) => new(new Dictionary<string, string[]> { [field] = [rule] }, isUnreadable: false);

    private static async Task<IFormCollection> FormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // In memory: a container's file system may be read-only.
            return await new FormFeature(request, new FormOptions { MemoryBufferThreshold = MaxBody, MultipartBodyLengthLimit = MaxFile, ValueLengthLimit = MaxField, BufferBodyLengthLimit = MaxBody }).ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw e.Message.Contains("body length limit", StringComparison.OrdinalIgnoreCase) ? Wrong("photo", "must be at most 10 MB each")
                : e.Message.Contains("limit", StringComparison.OrdinalIgnoreCase) ? new WireException("A field of the form is longer than 1 MiB, or there are too many.")
                : new WireException("The body must be multipart/form-data with a boundary.");
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new WireException("The body ends too early.");
        }
    }

    private static async Task<byte[]> ContentAsync(IFormFile file, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream((int)file.Length);
        await file.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    /// <summary>By its content. Telegram would make a still of a GIF, so that is refused.</summary>
    private static bool IsPhoto(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])
        || (bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8));
}
