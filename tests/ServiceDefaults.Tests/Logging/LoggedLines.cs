using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Logging;

/// <summary>Every line that passes the service's levels, as the providers beside the console get it.</summary>
internal sealed class LoggedLines : ILoggerProvider
{
    public ConcurrentQueue<LoggedLine> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LoggedLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Lines.Enqueue(new LoggedLine(logLevel, category, formatter(state, exception), exception,
                (state as IEnumerable<KeyValuePair<string, object?>> ?? []).ToDictionary(pair => pair.Key, pair => $"{pair.Value}", StringComparer.Ordinal)));
    }
}

/// <summary>One line with its properties.</summary>
internal sealed record LoggedLine(LogLevel Level, string Category, string Text, Exception? Exception, IReadOnlyDictionary<string, string> Properties);
