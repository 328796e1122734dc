namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>One studio on a broker and a Redis of its own, which sends each message once and then gives it up.</summary>
public sealed class BrokerStudio : IAsyncLifetime
{
    private VirtualHost _broker = default!;

    internal Studio Studio { get; private set; } = default!;

    public async ValueTask InitializeAsync()
    {
        _broker = await VirtualHost.CreateAsync();
        Studio = await Studio.StartAsync(_broker.Url, _broker.Redis, settings:
            [("SENDER_RETRIES", "0"), ("SENDER_REDELIVERY_MINUTES", "none"), ("SENDER_CIRCUIT_FAILURES", "1000"), ("SENDER_GROUP_PER_MINUTE", "0"), ("SENDER_GROUP_INTERVAL_MS", "0"), ("SENDER_GROUP_BURST", "1000")]);
        Studio.Errors.MayLog("DeliveryFailedException", "InvalidMessageException"); // Its tests look at what failed, each at some of it.
    }

    public async ValueTask DisposeAsync()
    {
        await Studio.DisposeAsync();
        await _broker.DisposeAsync();
    }
}
