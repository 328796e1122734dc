using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace PhStudio.Messaging.TestKit.Logs;

/// <summary>
/// What the services of a test log as Error or Fatal. A line that the test did not name fails it, and so does one that it named as certain and that never came.
/// A host gets it as a provider beside its own output; its owner calls <see cref="Check"/> once the host has stopped.
/// </summary>
public sealed partial class ErrorLines : ILoggerProvider
{
    private const int Shown = 600;
    private const int Told = 10;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ConcurrentQueue<string> _expected = [];
    // Of a host that is stopped at its start: what it publishes in memory, where a broker would take it, and a declaration that the library breaks off (our own says what is wrong with one).
    private readonly ConcurrentQueue<string> _allowed = new(["ChannelClosedException: The channel has been closed.", "Declare queue faulted"]);
    private readonly ConcurrentDictionary<string, bool> _came = new(StringComparer.Ordinal);

    /// <summary>The lines so far: the source, the message, and the exception below it.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>A line with these words must come, once or more.</summary>
    public ErrorLines Expect(string words)
    {
        _expected.Enqueue(words);
        return this;
    }

    /// <summary>A line with any of these words may come, or not: where it depends on a race, or on what the library was doing.</summary>
    public ErrorLines MayLog(params IEnumerable<string> words)
    {
        foreach (var part in words)
        {
            _allowed.Enqueue(part);
        }
        return this;
    }

    /// <summary>RabbitMQ goes away, or a part of it: what the library, and our own declaration, then log or not.</summary>
    public ErrorLines MayLoseBroker() => MayLog("The queues cannot be declared at", "Consumer Channel Shutdown", "S-FAULT", "TaskCanceledException");

    /// <summary>Of the lines that were named, the first with those words is kept: a fuzz makes thousands.</summary>
    public void Add(string line)
    {
        var named = _expected.Concat(_allowed).Where(words => line.Contains(words, StringComparison.Ordinal)).ToList();
        if (named.Count == 0 || named.Count(words => _came.TryAdd(words, true)) > 0)
        {
            _lines.Enqueue(line);
        }
    }

    /// <summary>What a process printed, in either form.</summary>
    public void AddOutput(string output)
    {
        foreach (var line in output.Split('\n').Where(IsError))
        {
            Add(line.StartsWith('{') ? Read(line) : line);
        }
    }

    /// <summary>Fails the test over the lines that it did not name, and over those that it named and that did not come.</summary>
    public void Check() => Fail(Unexpected.Select(line => $"An error was logged that the test does not expect: {(line.Length > Shown ? line[..Shown] + " ..." : line)}").Concat(NotCome));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private IEnumerable<string> Unexpected => _lines.Where(line => !_expected.Concat(_allowed).Any(words => line.Contains(words, StringComparison.Ordinal)));

    private IEnumerable<string> Missing => _expected.Where(words => !_lines.Any(line => line.Contains(words, StringComparison.Ordinal)));

    private IEnumerable<string> NotCome => Missing.Select(words => $"The test expects an error to be logged, and none came with the words: {words}");

    private static void Fail(IEnumerable<string> failures)
    {
        var all = failures.ToList();
        if (all.Count > 0)
        {
            TestEnd.Fail(string.Join('\n', all.Take(Told)) + (all.Count > Told ? $"\n... and {all.Count - Told} more" : ""));
        }
    }

    private static bool IsError(string line) => line.StartsWith("Unhandled exception", StringComparison.Ordinal) || InJson().IsMatch(line) || InText().IsMatch(line);

    private static string Read(string line)
    {
        try
        {
            var read = JsonDocument.Parse(line).RootElement;
            return $"{Text("SourceContext")}: {Text("@m")}\n{Text("@x")}".TrimEnd();

            string? Text(string name) => read.TryGetProperty(name, out var text) ? text.GetString() : null;
        }
        catch (JsonException)
        {
            return line; // Its process was killed while it wrote it.
        }
    }

    [GeneratedRegex("^\\{\"@t\":.*\"@l\":\"(Error|Fatal)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InJson();

    [GeneratedRegex("^[0-9:.]+ (ERR|FTL) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InText();

    private sealed class Logger(ErrorLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Add($"{category}: {formatter(state, exception)}{(exception is null ? "" : "\n" + exception)}");
            }
        }
    }
}
