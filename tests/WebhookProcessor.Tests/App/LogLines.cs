using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.ServiceDefaults.Logging;

namespace PhStudio.Messaging.WebhookProcessor.Tests.App;

/// <summary>What was logged from Warning on, with exceptions, and without the lines that ServiceLogging leaves out.</summary>
public sealed class LogLines : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && !ExpectedLines.Are(exception, formatter(state, exception)))
            {
                lines.Lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
