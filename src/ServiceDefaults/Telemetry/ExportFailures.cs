using System.Diagnostics.Tracing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.ServiceDefaults.Telemetry;

/// <summary>Logs, once a minute at most, why nothing reaches the collector: the exporter itself writes only to its event source.</summary>
internal sealed partial class ExportFailures(ILogger<ExportFailures> logger, TimeProvider time) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Listener? _listener;
    private DateTimeOffset _silentUntil;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = new Listener();
        _listener.Failed += Tell;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener?.Dispose();

    private void Tell(string why)
    {
        lock (_lock)
        {
            if (time.GetUtcNow() < _silentUntil)
            {
                return;
            }

            _silentUntil = time.GetUtcNow() + Pause;
        }

        Log.NotExported(logger, why);
    }

    private sealed class Listener : EventListener
    {
        public event Action<string>? Failed;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
            {
                EnableEvents(eventSource, EventLevel.Warning);
            }
        }

        // The exception is among the values as text: its first line, and those of what caused it, without the stack. The address, which may hold a password, is left out.
        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.Payload?.OfType<string>().FirstOrDefault(value => value.Contains("Exception", StringComparison.Ordinal)) is { } thrown)
            {
                Failed?.Invoke(string.Join(' ', thrown.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 0 && !line.StartsWith("at ", StringComparison.Ordinal) && !line.StartsWith("--- End", StringComparison.Ordinal)).Take(3)));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Traces, metrics or logs do not reach the collector of OTEL_EXPORTER_OTLP_ENDPOINT (name your own authority in OTEL_EXPORTER_OTLP_CERTIFICATE): {Why}")]
        public static partial void NotExported(ILogger logger, string why);
    }
}
