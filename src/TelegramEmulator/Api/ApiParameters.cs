using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>
/// A call's parameters from the query string, a form, multipart or a JSON body. As with Telegram, every value is a text in the end: numbers, booleans, null
/// and whole JSON objects too. Of two values with one name the first counts, and the query string comes first.
/// </summary>
internal sealed class ApiParameters : IDisposable
{
    /// <summary>All names and values of a call, without its files.</summary>
    private const int MaxParameters = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 101 };

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UploadedFile> _files = new(StringComparer.Ordinal);
    private readonly List<JsonDocument> _documents = [];

    /// <summary>True where the call meets a server that knows neither disabled buttons nor ephemeral messages: it refuses the ones and ignores the others.</summary>
    public bool OlderServer { get; set; }

    public static async ValueTask<ApiParameters> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new ApiParameters();
        var left = MaxParameters;
        try
        {
            parameters.Take(UrlEncoded.Pairs(Encoding.Latin1.GetBytes(request.QueryString.Value is { Length: > 1 } query ? query[1..] : "")), ref left);

            // Telegram looks for these words anywhere in the type, and ignores a body of any other.
            if (Is("multipart/form-data"))
            {
                await MultipartForm.ReadAsync(Decoded(request), request.ContentType!, (name, value) => parameters.Take([new(name, value)], ref left), (name, file) => parameters._files.TryAdd(name, file), cancellationToken);
            }
            else if (Is("application/x-www-form-urlencoded") || Is("application/json"))
            {
                using var body = new MemoryStream();
                await Decoded(request).CopyToAsync(body, cancellationToken);
                var fields = body.Length > MaxParameters ? throw TooLarge()
                    : Is("application/x-www-form-urlencoded") ? UrlEncoded.Pairs(body.ToArray())
                    : LenientJson.Fields(UrlEncoded.Text(body.ToArray()));
                parameters.Take(fields, ref left);
            }

            return parameters;
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }

        bool Is(string type) => request.ContentType?.Contains(type, StringComparison.OrdinalIgnoreCase) == true;
    }

    /// <summary>The same for the body of a webhook's answer, which is read by the same rules as a call's.</summary>
    public static ValueTask<ApiParameters> ReadAsync(byte[] body, string? contentType, string? contentEncoding, CancellationToken cancellationToken)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = contentType;
        request.ContentLength = body.Length;
        request.Headers.ContentEncoding = contentEncoding;
        request.Body = new MemoryStream(body, writable: false);
        return ReadAsync(request, cancellationToken);
    }

    /// <summary>A file in a multipart body; null when it was not given.</summary>
    public UploadedFile? File(string name) => _files.GetValueOrDefault(name);

    /// <summary>The same call with other texts, such as those of one member of an album; files are shared.</summary>
    public ApiParameters With(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var part = new ApiParameters();
        foreach (var (name, value) in texts)
        {
            part._texts.TryAdd(name, value);
        }

        foreach (var (name, file) in _files)
        {
            part._files[name] = file;
        }

        return part;
    }

    /// <summary>A text; null when it was not given.</summary>
    public string? Text(string name) => _texts.GetValueOrDefault(name);

    /// <summary>A whole number, read from the digits at its beginning; null when it was not given.</summary>
    public long? Number(string name) => Text(name) is { Length: > 0 } text ? LenientNumber.Long(text) : null;

    /// <summary>A whole number of 32 bits within bounds; the default when it was not given.</summary>
    public int Number(string name, int otherwise, int least, int most) => Math.Clamp(Text(name) is { Length: > 0 } text ? LenientNumber.Int(text) : otherwise, least, most);

    /// <summary>A message's id; null when it was not given or is not positive.</summary>
    public int? MessageId(string name = "message_id") => Text(name) is { Length: > 0 } text && LenientNumber.Int(text) is > 0 and var id ? id : null;

    /// <summary>A person's id.</summary>
    /// <exception cref="TelegramRefusal">It is missing or not positive.</exception>
    public long UserId(string name = "user_id") => Number(name) is { } id and > 0 ? id : throw TelegramRefusal.BadRequest($"invalid {name} specified");

    /// <summary>True when it was given and is not empty.</summary>
    public bool Has(string name) => !string.IsNullOrEmpty(Text(name));

    /// <summary>A yes or no; no when it was not given.</summary>
    public bool Flag(string name) => Text(name)?.Trim().ToLowerInvariant() is "true" or "yes" or "1";

    /// <summary>A JSON object or list, given as such or as text; null when it was not given.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="what">What Telegram says that it cannot parse.</param>
    public JsonElement? Json(string name, string what) =>
        !Has(name) ? null : TryJson(name) ?? throw TelegramRefusal.BadRequest($"can't parse {what} JSON object");

    /// <summary>The same, where Telegram ignores what it cannot parse.</summary>
    public JsonElement? TryJson(string name)
    {
        if (Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        var document = Parsed(text) ?? (LenientJson.Strict(text) is { } strict ? Parsed(strict) : null);
        if (document is null)
        {
            return null;
        }

        _documents.Add(document);
        return document.RootElement;
    }

    /// <summary>Runs a reader of JSON fields.</summary>
    /// <exception cref="TelegramRefusal">A field cannot be read; with <paramref name="what"/> the refusal begins with what cannot be parsed.</exception>
    public static T Read<T>(Func<T> reader, string? what = null)
    {
        try
        {
            return reader();
        }
        catch (UnreadableFieldException unreadable)
        {
            throw TelegramRefusal.BadRequest(what is null ? TelegramRefusal.Lowered(unreadable.Message) : $"can't parse {what}: {unreadable.Message}");
        }
    }

    public void Dispose() => _documents.ForEach(document => document.Dispose());

    private static JsonDocument? Parsed(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Stream Decoded(HttpRequest request) => request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
    {
        "" or "none" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
        _ => throw new TelegramRefusal(StatusCodes.Status415UnsupportedMediaType, "Unsupported Media Type: unsupported content-encoding"),
    };

    private static TelegramRefusal TooLarge() => new(StatusCodes.Status413PayloadTooLarge, "Request Entity Too Large: too many parameters");

    private void Take(IEnumerable<KeyValuePair<string, string>> fields, ref int left)
    {
        foreach (var (name, value) in fields)
        {
            left -= name.Length + value.Length;
            _ = left < 0 ? throw TooLarge() : _texts.TryAdd(name, value);
        }
    }
}
