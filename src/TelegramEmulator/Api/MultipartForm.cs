using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>A multipart body, with the refusals of Telegram's library.</summary>
internal static class MultipartForm
{
    private const int MaxBoundaryLength = 70;
    private const string FormData = "form-data;";

    /// <summary>Reads the parts: a value each, or a file where a file name was given.</summary>
    public static async Task ReadAsync(Stream body, string contentType, Action<string, string> value, Action<string, UploadedFile> file, CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(Boundary(contentType), body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                var (name, fileName) = Names(section);
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, cancellationToken);
                if (fileName is not null)
                {
                    file(name, new UploadedFile(content.ToArray(), fileName));
                }
                else if (section.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) == true)
                {
                    foreach (var (inner, text) in UrlEncoded.Pairs(content.ToArray()))
                    {
                        value(inner, text);
                    }
                }
                else
                {
                    value(name, UrlEncoded.Text(content.ToArray()));
                }
            }
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or IOException and not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw TelegramRefusal.BadRequest(unreadable is InvalidDataException ? "can't parse form data headers" : "unexpected end of request content");
        }
    }

    private static string Boundary(string contentType)
    {
        var word = contentType.IndexOf("boundary", StringComparison.OrdinalIgnoreCase);
        var equals = word < 0 ? throw TelegramRefusal.BadRequest("boundary not found") : contentType.IndexOf('=', word);
        var boundary = equals < 0 ? throw TelegramRefusal.BadRequest("boundary value not found") : contentType[(equals + 1)..].Split(';')[0];
        if (boundary is ['"', .., '"'])
        {
            boundary = boundary[1..^1];
        }

        return boundary.Length is 0 or > MaxBoundaryLength ? throw TelegramRefusal.BadRequest("boundary too big or empty") : boundary;
    }

    private static (string Name, string? FileName) Names(MultipartSection section)
    {
        if (section.Headers is not { Count: > 0 })
        {
            throw TelegramRefusal.BadRequest("headers in multipart/form-data are empty");
        }

        if (section.ContentDisposition is { } given && !given.StartsWith(FormData, StringComparison.Ordinal))
        {
            throw TelegramRefusal.BadRequest("expected form-data content disposition");
        }

        var (name, fileName) = ("", (string?)null);
        foreach (var (key, value) in Pairs(section.ContentDisposition?[FormData.Length..].Trim() ?? ""))
        {
            (name, fileName) = key switch
            {
                "name" => (value, fileName),
                "filename" => (name, value),
                _ => (name, fileName),
            };
        }

        return name.Length == 0 ? throw TelegramRefusal.BadRequest("field name in multipart/form-data not found") : (name, fileName);
    }

    private static IEnumerable<(string Key, string Value)> Pairs(string header)
    {
        while (header.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals)
        {
            var key = header[..equals].Trim();
            header = header[(equals + 1)..].TrimStart();
            var value = header.StartsWith('"') ? Quoted(ref header) : Token(ref header);
            yield return (key, UrlEncoded.Decoded(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value)), plusIsSpace: false));
            header = header.TrimStart();
        }
    }

    private static string Token(ref string header)
    {
        var parts = header.Split(';', 2);
        header = parts.Length > 1 ? parts[1] : "";
        return parts[0].Trim();
    }

    private static string Quoted(ref string header)
    {
        var text = new StringBuilder();
        var at = 1;
        for (; at < header.Length && header[at] != '"'; at++)
        {
            at += header[at] == '\\' ? 1 : 0;
            text.Append(at < header.Length ? header[at] : throw TelegramRefusal.BadRequest("wrong escape sequence in Content-Disposition header"));
        }

        header = at < header.Length ? header[(at + 1)..].TrimStart() : throw TelegramRefusal.BadRequest("unclosed quoted string in Content-Disposition header");
        header = header is "" or [';', ..] ? header.TrimStart(';') : throw TelegramRefusal.BadRequest("expected ';' in Content-Disposition header");
        return text.ToString();
    }
}
