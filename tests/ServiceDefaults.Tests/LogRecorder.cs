using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>Keeps what a host logs, beside its own output.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Recorder(Lines);

    public void Dispose()
    {
    }

    private sealed class Recorder(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception).Replace("\"", "", StringComparison.Ordinal)); // Serilog puts texts between quotation marks.
    }
}
