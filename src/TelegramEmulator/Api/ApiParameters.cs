using System.Globalization;
using System.Text.Json;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>
/// A call's parameters from the query string, a form, multipart or a JSON body. As with Telegram, every value may come as text:
/// numbers, booleans and whole JSON objects too.
/// </summary>
internal sealed class ApiParameters : IDisposable
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly List<JsonDocument> _documents = [];
    private JsonElement _body;

    /// <summary>True where the call meets a server that knows neither disabled buttons nor ephemeral messages: it refuses the ones and ignores the others.</summary>
    public bool OlderServer { get; set; }

    public static async ValueTask<ApiParameters> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new ApiParameters();
        foreach (var (name, value) in request.Query)
        {
            parameters._texts[name] = value.ToString();
        }

        if (request.HasJsonContentType())
        {
            parameters.TakeBody(await ParseAsync(request, cancellationToken));
        }
        else if (request.HasFormContentType)
        {
            var form = await FormAsync(request, cancellationToken);
            foreach (var (name, value) in form)
            {
                parameters._texts[name] = value.ToString();
            }

            foreach (var file in form.Files)
            {
                parameters._files[file.Name] = await ContentAsync(file, cancellationToken);
            }
        }

        return parameters;
    }

    public static ApiParameters FromForm(IEnumerable<KeyValuePair<string, string>> form)
    {
        var parameters = new ApiParameters();
        foreach (var (name, value) in form)
        {
            parameters._texts[name] = value;
        }

        return parameters;
    }

    /// <summary>The content of a file in a multipart body; null when it was not given.</summary>
    public byte[]? File(string name) => _files.GetValueOrDefault(name);

    /// <summary>The same call with other texts, such as those of one member of an album; files are shared.</summary>
    public ApiParameters With(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var part = FromForm(texts);
        foreach (var (name, content) in _files)
        {
            part._files[name] = content;
        }

        return part;
    }

    /// <summary>A text; null when it was not given.</summary>
    public string? Text(string name)
    {
        if (_body.ValueKind == JsonValueKind.Object && _body.TryGetProperty(name, out var value))
        {
            return value.ValueKind switch
            {
                JsonValueKind.Null or JsonValueKind.Undefined => null,
                JsonValueKind.String => value.GetString(),
                _ => value.GetRawText(),
            };
        }

        return _texts.GetValueOrDefault(name);
    }

    /// <summary>A whole number; null when it was not given or is none.</summary>
    public long? Number(string name)
    {
        if (_body.ValueKind == JsonValueKind.Object && _body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number)
        {
            return value.TryGetInt64(out var number) ? number : null;
        }

        return long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
    }

    /// <summary>A message's id, 1-2147483647; null when it was not given or is none.</summary>
    public int? MessageId(string name = "message_id") => Number(name) is { } id and > 0 and <= int.MaxValue ? (int)id : null;

    /// <summary>True when it was given and is not empty.</summary>
    public bool Has(string name) => !string.IsNullOrEmpty(Text(name));

    /// <summary>A yes or no; no when it was not given.</summary>
    public bool Flag(string name) => Text(name)?.ToLowerInvariant() is "true" or "yes" or "1";

    /// <summary>A JSON object or list, given as such or as text; null when it was not given.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="what">What Telegram says that it cannot parse.</param>
    public JsonElement? Json(string name, string what)
    {
        if (_body.ValueKind == JsonValueKind.Object && _body.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.String)
        {
            return value.ValueKind == JsonValueKind.Null ? null : value;
        }

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
            throw TelegramRefusal.BadRequest($"can't parse {what} JSON object");
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

    private static async ValueTask<JsonDocument> ParseAsync(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: cancel);
        }
        catch (JsonException)
        {
            throw TelegramRefusal.BadRequest("can't parse request body as JSON object");
        }
    }

    private void TakeBody(JsonDocument document)
    {
        _documents.Add(document);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw TelegramRefusal.BadRequest("request body must be a JSON object");
        }

        _body = document.RootElement;
    }
}
