using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>
/// A request's body that remembers whether it began to be written: up to then nothing can have reached Telegram,
/// from then on a failure is ambiguous (docs/telegram.md 22). JSON; with files multipart, each argument in a part of its own.
/// </summary>
internal sealed class RequestContent : HttpContent
{
    private readonly IReadOnlyList<byte[]> _pieces;

    private RequestContent(IReadOnlyList<byte[]> pieces, MediaTypeHeaderValue type)
    {
        _pieces = pieces;
        Headers.ContentType = type;
    }

    /// <summary>True from the moment when the connection was there and the body went out.</summary>
    public bool Written { get; private set; }

    public static RequestContent Of<T>(T arguments, JsonTypeInfo<T> form, IReadOnlyList<UploadedFile> files)
    {
        if (files.Count == 0)
        {
            return new RequestContent([JsonSerializer.SerializeToUtf8Bytes(arguments, form)], new MediaTypeHeaderValue("application/json"));
        }

        var boundary = Guid.NewGuid().ToString("N");
        var pieces = new List<byte[]>();
        foreach (var argument in JsonSerializer.SerializeToElement(arguments, form).EnumerateObject())
        {
            var value = argument.Value.ValueKind == JsonValueKind.String ? argument.Value.GetString()! : argument.Value.GetRawText();
            pieces.Add(Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"{argument.Name}\"\r\n\r\n{value}\r\n"));
        }

        foreach (var file in files)
        {
            pieces.Add(Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"{file.Name}\"; filename=\"{file.Name}.jpg\"\r\nContent-Type: application/octet-stream\r\n\r\n"));
            pieces.Add(file.Content);
            pieces.Add("\r\n"u8.ToArray());
        }

        pieces.Add(Encoding.UTF8.GetBytes($"--{boundary}--\r\n"));
        return new RequestContent(pieces, MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}"));
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Written = true;
        foreach (var piece in _pieces)
        {
            await stream.WriteAsync(piece, cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _pieces.Sum(piece => (long)piece.Length);
        return true;
    }
}
