using System.Security.Cryptography;
using System.Text.Unicode;
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
        var fields = new List<KeyValuePair<string, byte[]>>();
        var photos = new List<string>();
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, isFile, content) in await PartsAsync(request, cancellationToken))
        {
            if (!isFile && name is "photo" or "photos" && !Utf8.IsValid(content))
            {
                throw Wrong("photo", "must be a file: give its part a file name");
            }

            if (!isFile || name == part)
            {
                fields.Add(Utf8.IsValid(content) ? KeyValuePair.Create(name, content) : throw new WireException(new Dictionary<string, string[]> { [name] = ["must be UTF-8"] }, isUnreadable: true));
                continue;
            }

            if (name is not ("photo" or "photos"))
            {
                throw Wrong(name, "is no file of this call; files are named photo");
            }

            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            files[hash] = IsPhoto(content) ? content : throw Wrong("photo", "must be a JPEG, PNG or WebP picture");
            photos.Add($"{PhotoForm.Upload}{hash}");
        }

        return photos.Count <= MaxFiles ? new PictureForm(fields, photos, files) : throw Wrong("photo", $"must be at most {MaxFiles} files");
    }

    /// <summary>A refusal that names the field.</summary>
    public static WireException Wrong(string field, string rule) => new(new Dictionary<string, string[]> { [field] = [rule] }, isUnreadable: false);

    private static async Task<IReadOnlyList<MultipartPart>> PartsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await MultipartBody.ReadAsync(request, MaxField, MaxFile, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw Wrong("photo", "must be at most 10 MB each");
        }
    }

    /// <summary>By its content. Telegram would make a still of a GIF, so that is refused.</summary>
    private static bool IsPhoto(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])
        || (bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8));
}
