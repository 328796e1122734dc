using PhStudio.Messaging.ServiceDefaults.Connections;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>The one bounded pool of connections to Telegram.</summary>
public sealed class TelegramConnection(TelegramOptions options, AddressRace race) : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new SocketErrors(NewHandler(options, race)));

    /// <summary>Long polling and questions about the bot take no connection from the messages.</summary>
    private const int PollingConnections = 4;

    /// <summary>Sends the request as it is.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _invoker.SendAsync(request, cancellationToken);

    public void Dispose() => _invoker.Dispose();

    private static SocketsHttpHandler NewHandler(TelegramOptions options, AddressRace race)
    {
        var handler = OutgoingHttp.NewHandler(race, options.Authorities);
        handler.MaxConnectionsPerServer = options.PoolSize + options.UrgentReserve + PollingConnections;
        // Telegram's addresses change; a connection that is never renewed would not notice.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(10);
        // Shorter than the servers' own, so that we do not write into a connection that is just being closed: that would be ambiguous.
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50);
        // The token stands in the path (docs/telegram.md 24): without a propagator the handler starts no activity that would hold the URL.
        handler.ActivityHeadersPropagator = null;
        return handler;
    }
}
