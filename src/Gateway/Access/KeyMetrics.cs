using System.Diagnostics.Metrics;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>Shows how long keys still count. Made with the Gateway, so that it is there before the first call.</summary>
internal sealed class KeyMetrics : IHostedService
{
    private const string MeterName = "PhStudio.Messaging.Gateway";

    public KeyMetrics(KeyRing keys, IMeterFactory meters) => meters.Create(MeterName).CreateObservableGauge("gateway.key_expires_in", unit: "s", description: "Until a key of GATEWAY_API_KEYS ends, by its name; negative afterwards.", observeValues: () =>
        keys.Expiries().Select(key => new Measurement<double>(key.Left.TotalSeconds, new KeyValuePair<string, object?>("key", key.Name))));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
