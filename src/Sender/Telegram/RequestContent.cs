using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>
/// A request's JSON that remembers whether it began to be written: up to then nothing can have reached Telegram,
/// from then on a failure is ambiguous (docs/telegram.md 22).
/// </summary>
internal sealed class RequestContent : HttpContent
{
    private readonly byte[] _json;

    private RequestContent(byte[] json)
    {
        _json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>True from the moment when the connection was there and the body went out.</summary>
    public bool Written { get; private set; }

    public static RequestContent Of<T>(T arguments, JsonTypeInfo<T> form) => new(JsonSerializer.SerializeToUtf8Bytes(arguments, form));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Written = true;
        await stream.WriteAsync(_json, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
