using System.Net;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>The one bounded pool of connections to Telegram.</summary>
public sealed class TelegramConnection(TelegramOptions options) : IDisposable
{
    private readonly HttpMessageInvoker invoker = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = options.PoolSize + options.UrgentReserve + PollingConnections,
        // Telegram's addresses change; a connection that lives for ever would not notice.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        // Shorter than the servers' own, so that we do not write into a connection that is just being closed: that would be ambiguous.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        // The token stands in the path (TELEGRAM.md 24): without a propagator the handler starts no activity that would hold the URL.
        ActivityHeadersPropagator = null,
    });

    /// <summary>Long polling and questions about the bot take no connection from the messages.</summary>
    private const int PollingConnections = 4;

    /// <summary>Sends the request as it is.</summary>
    public Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellationToken) => invoker.SendAsync(request, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => invoker.Dispose();
}
