using System.Diagnostics.Metrics;
using PhStudio.Messaging.WebhookProcessor.Buttons;

namespace PhStudio.Messaging.WebhookProcessor.Telemetry;

/// <summary>What WebhookProcessor counts.</summary>
public sealed class DecisionMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "PhStudio.Messaging.WebhookProcessor";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _refused;
    private readonly Counter<long> _updates;

    /// <summary>Makes the counters.</summary>
    public DecisionMetrics()
    {
        _refused = _meter.CreateCounter<long>("buttons.refused", description: "Presses of buttons that were forged, foreign, unknown, or not the presser's to press.");
        _updates = _meter.CreateCounter<long>("updates.read", description: "Updates of Telegram by kind.");
    }

    /// <summary>A button was refused.</summary>
    public void Refused(ButtonVerdict verdict) => _refused.Add(1, new KeyValuePair<string, object?>("verdict", verdict.ToString().ToLowerInvariant()));

    /// <summary>Somebody pressed who may not.</summary>
    public void NotAllowed() => _refused.Add(1, new KeyValuePair<string, object?>("verdict", "not_allowed"));

    /// <summary>An update was read.</summary>
    public void Read(string kind) => _updates.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
