using System.Text;
using System.Text.Json;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>
/// A call's parameters from the query string, a form, multipart or a JSON body. As with Telegram, every value is a text in the end: numbers, booleans, null
/// and whole JSON objects too. Of two values with one name the first counts, and the query string comes first.
/// </summary>
internal sealed class ApiParameters : IDisposable
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true };

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly List<JsonDocument> _documents = [];

    /// <summary>True where the call meets a server that knows neither disabled buttons nor ephemeral messages: it refuses the ones and ignores the others.</summary>
    public bool OlderServer { get; set; }

    public static async ValueTask<ApiParameters> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new ApiParameters();
        foreach (var (name, value) in request.Query)
        {
            parameters._texts[name] = value[0] ?? "";
        }

        // Telegram looks for these words anywhere in the type, and ignores a body of any other.
        if (request.ContentType?.Contains("application/json", StringComparison.OrdinalIgnoreCase) == true)
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            parameters.TakeJson(body.ToArray());
        }
        else if (request.HasFormContentType)
        {
            var form = await FormAsync(request, cancellationToken);
            foreach (var (name, value) in form)
            {
                parameters._texts.TryAdd(name, value[0] ?? "");
            }

            foreach (var file in form.Files)
            {
                parameters._files[file.Name] = await ContentAsync(file, cancellationToken);
            }
        }

        return parameters;
    }

    /// <summary>The same for the body of a webhook's answer, which is read by the same rules as a call's.</summary>
    public static ValueTask<ApiParameters> ReadAsync(byte[] body, string? contentType, CancellationToken cancellationToken)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = contentType;
        request.ContentLength = body.Length;
        request.Body = new MemoryStream(body, writable: false);
        return ReadAsync(request, cancellationToken);
    }

    /// <summary>The content of a file in a multipart body; null when it was not given.</summary>
    public byte[]? File(string name) => _files.GetValueOrDefault(name);

    /// <summary>The same call with other texts, such as those of one member of an album; files are shared.</summary>
    public ApiParameters With(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var part = new ApiParameters();
        foreach (var (name, value) in texts)
        {
            part._texts.TryAdd(name, value);
        }

        foreach (var (name, content) in _files)
        {
            part._files[name] = content;
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
    public bool Flag(string name) => Text(name)?.ToLowerInvariant() is "true" or "yes" or "1";

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

        try
        {
            var document = JsonDocument.Parse(text);
            _documents.Add(document);
            return document.RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
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

    private static async ValueTask<IFormCollection> FormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var form = await request.ReadFormAsync(cancellationToken);
            return form;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw TelegramRefusal.BadRequest(request.ContentType?.Contains("boundary=", StringComparison.OrdinalIgnoreCase) == false ? "boundary not found" : "can't parse request body as a form");
        }
    }

    private static async Task<byte[]> ContentAsync(IFormFile file, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream((int)file.Length);
        await file.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    /// <summary>Takes the fields up to the first place that is no JSON; Telegram goes on with what it has.</summary>
    private void TakeJson(byte[] body)
    {
        var reader = new Utf8JsonReader(body, Lenient);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                _texts.TryAdd(name, Value(ref reader, body));
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // What came before stays.
        }
    }

    private static string Value(ref Utf8JsonReader reader, byte[] body)
    {
        if (!reader.Read())
        {
            throw new JsonException();
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!;
        }

        var from = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(body.AsSpan(from, (int)reader.BytesConsumed - from));
    }
}
