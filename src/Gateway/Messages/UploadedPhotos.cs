using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Uploads;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// <c>POST /send</c> as multipart/form-data: the fields of the JSON by their names, and 1-10 files <c>photo</c>. The files are kept before the order is published, and the order names them by their content.
/// </summary>
internal sealed class UploadedPhotos(IUploadStore store, TimeProvider time)
{
    private const int MaxFiles = 10;
    private const int MaxFile = 10 * 1024 * 1024;
    private const int MaxBody = 50 * 1024 * 1024;

    /// <summary>True for a body with files.</summary>
    public static bool AreIn(HttpRequest request) => request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The message, whose photos are named, and the files by their hash. Throws <see cref="WireException"/>.</summary>
    public static async Task<(OutgoingMessage Message, IReadOnlyDictionary<string, byte[]> Files)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxBody;
        var form = await FormAsync(request, cancellationToken);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var photos = new JsonArray();
        foreach (var file in form.Files)
        {
            if (file.Name is not ("photo" or "photos"))
            {
                throw Wrong(file.Name, "is no file of this call; files are named photo");
            }

            using var content = new MemoryStream((int)file.Length);
            await file.CopyToAsync(content, cancellationToken);
            var bytes = content.ToArray();
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            files[hash] = IsPhoto(bytes) ? bytes : throw Wrong("photo", "must be a JPEG, PNG or WebP picture");
            photos.Add($"{PhotoForm.Upload}{hash}");
        }

        if (photos.Count > MaxFiles)
        {
            throw Wrong("photo", $"must be at most {MaxFiles} files");
        }

        if (photos.Count > 0 && form.Keys.Any(name => WireShape.Of(typeof(OutgoingMessage)).Find(name)?.Name is "photos" or "photo_url"))
        {
            throw Wrong("photo", "and photos or photo_url exclude each other");
        }

        var body = Json(form);
        if (photos.Count > 0)
        {
            body["photos"] = photos;
        }

        return (WireReader.Read<OutgoingMessage>(JsonSerializer.SerializeToUtf8Bytes(body)), files);
    }

    /// <summary>Keeps the files until a while after the message is due.</summary>
    /// <returns>False where there is no room for them.</returns>
    public async Task<bool> KeepAsync(IReadOnlyDictionary<string, byte[]> files, SendMessage order)
    {
        foreach (var (hash, content) in files)
        {
            if (!await store.KeepAsync(hash, content, (order.SendAt is { } at && at > time.GetUtcNow() ? at : time.GetUtcNow()) + IUploadStore.Kept))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<IFormCollection> FormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // In memory: a container's file system may be read-only.
            return await new FormFeature(request, new FormOptions { MemoryBufferThreshold = MaxBody, MultipartBodyLengthLimit = MaxFile, BufferBodyLengthLimit = MaxBody }).ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw e.Message.Contains("length limit", StringComparison.OrdinalIgnoreCase) ? Wrong("photo", "must be at most 10 MB each") : new WireException("The body must be multipart/form-data with a boundary.");
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new WireException("The body ends too early.");
        }
    }

    /// <summary>A field is a text where the message has one, else what it says as JSON.</summary>
    private static JsonObject Json(IFormCollection form)
    {
        var body = new JsonObject();
        foreach (var (name, value) in form)
        {
            var type = WireShape.Of(typeof(OutgoingMessage)).Find(name)?.Type;
            body[name] = type == typeof(JsonElement) || type == typeof(IReadOnlyDictionary<string, JsonElement>) || type == typeof(IReadOnlyList<string>) ? Parsed(name, value.ToString()) : value.ToString();
        }

        return body;
    }

    private static JsonNode? Parsed(string name, string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            throw Wrong(name, "must be JSON");
        }
    }

    /// <summary>By its content. Telegram would make a still of a GIF, which nobody sends one for.</summary>
    private static bool IsPhoto(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10])
        || (bytes.Length > 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8));

    private static WireException Wrong(string field, string rule) => new(new Dictionary<string, string[]> { [field] = [rule] }, isUnreadable: false);
}
