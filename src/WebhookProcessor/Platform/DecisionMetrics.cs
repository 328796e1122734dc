using System.Diagnostics.Metrics;

namespace PhStudio.Messaging.WebhookProcessor.Platform;

/// <summary>What WebhookProcessor counts.</summary>
public sealed class DecisionMetrics
{
    public const string MeterName = "PhStudio.Messaging.WebhookProcessor";

    private readonly Counter<long> _refused;
    private readonly Counter<long> _updates;

    public DecisionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _refused = meter.CreateCounter<long>("buttons.refused", description: "Presses of buttons that were forged, foreign, unknown, outdated, of a booking that nobody knows, or not the user's to press.");
        _updates = meter.CreateCounter<long>("updates.read", description: "Updates of Telegram by kind.");
    }

    /// <summary>A press was refused.</summary>
    /// <param name="verdict"><c>forged</c>, <c>foreign</c>, <c>unknown</c>, <c>outdated</c>, <c>unknown_booking</c> or <c>not_allowed</c>.</param>
    public void Refused(string verdict) => _refused.Add(1, new KeyValuePair<string, object?>("verdict", verdict));

    /// <summary>An update was read.</summary>
    public void Read(string kind) => _updates.Add(1, new KeyValuePair<string, object?>("kind", kind));
}
