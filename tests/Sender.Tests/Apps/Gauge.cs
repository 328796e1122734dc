using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>What a gauge shows of one Sender; others may run in this process.</summary>
internal static class Gauge
{
    public static int Of(SenderApp sender, string name)
    {
        int? shown = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Name == name && instrument.Meter.Scope == sender.Services.GetRequiredService<SenderMetrics>())
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => shown = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return shown ?? throw new InvalidOperationException($"Nothing shows {name}.");
    }
}
