using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>Writes answers as Telegram does: the HTTP status is the <c>error_code</c>, and 429 carries <c>Retry-After</c> too (docs/telegram.md 17).</summary>
internal static class ApiResponse
{
    private const string BadGateway = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n";
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static Task WriteAsync(HttpContext http, ApiAnswer answer) => WriteAsync(http, StatusCodes.Status200OK, answer, static (json, of) => of.Write(json));

    public static Task WriteAsync(HttpContext http, TelegramRefusal refusal)
    {
        if (refusal.RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(http, refusal.Code, refusal, static (json, of) => ApiAnswer.Write(json, of));
    }

    public static async Task WriteBadGatewayAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status502BadGateway;
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync(BadGateway, http.RequestAborted);
    }

    /// <summary>The page of a proxy that tells what it could not reach: the whole address, with the token.</summary>
    public static async Task WriteQuotingProxyAsync(HttpContext http)
    {
        var address = HtmlEncoder.Default.Encode($"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}{http.Request.QueryString}");
        http.Response.StatusCode = StatusCodes.Status502BadGateway;
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync($"<html><body><h1>ERROR</h1><p>The following error was encountered while trying to retrieve the URL: {address}</p></body></html>\n", http.RequestAborted);
    }

    private static async Task WriteAsync<T>(HttpContext http, int status, T answer, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        await using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            write(json, answer);
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = buffer.WrittenCount;
        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }
}
