namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>The result of one request to Telegram, before it is classified: see <see cref="Classification"/>.</summary>
public abstract record TelegramResponse
{
    private TelegramResponse()
    {
    }

    /// <summary>An HTTP answer came, from Telegram or from something in front of it.</summary>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="Body">The whole body.</param>
    /// <param name="RetryAfter">The header <c>Retry-After</c> in whole seconds, if there was one.</param>
    public sealed record Received(int Status, ReadOnlyMemory<byte> Body, int? RetryAfter = null) : TelegramResponse;

    /// <summary>The request never left: refused connection, failed TLS handshake, unknown host, no free connection in time (docs/telegram.md 22).</summary>
    /// <param name="Why">The kind of failure; never a URL, for that holds the token (docs/telegram.md 24).</param>
    public sealed record NotSent(string Why) : TelegramResponse;

    /// <summary>The request was written, at least in part, and no whole answer came: Telegram may have carried it out (docs/telegram.md 22).</summary>
    /// <param name="Why">The kind of failure; never a URL.</param>
    public sealed record NoResponse(string Why) : TelegramResponse;
}
