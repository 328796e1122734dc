using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.TelegramEmulator.Hosting;

using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Control;

public class SecrecyTests
{
    private static readonly string Secret = EmulatorOptions.DemoToken.Split(':')[1];

    [Fact]
    public async Task Neither_the_token_nor_a_text_is_ever_logged()
    {
        var log = new LogLines();
        await using var emulator = await StartAsync(logging: logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        await emulator.SendAsync(Staff, "secret-body");
        await emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "<secret-body", parse_mode = "HTML" });
        await emulator.ControlAsync("faults", new { kind = "cut_after", count = 1 });
        await Assert.ThrowsAsync<HttpRequestException>(() => emulator.BotAsync("sendMessage", new { chat_id = Staff, text = "secret-body" }));

        Assert.NotEmpty(log.All);
        Assert.DoesNotContain(log.All, line => line.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(log.All, line => line.Contains("secret-body", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_token_is_in_no_span_of_those_who_listens_in_this_process()
    {
        // Spans hold the path only with this switch, which a host may set.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var emulator = await StartAsync();
        var mark = $"/emulator/presses/{Guid.NewGuid():N}";

        await emulator.SendAsync(Staff, "x");
        using var unknown = await emulator.Http.GetAsync($"/bot{EmulatorOptions.DemoToken}/getNothing");
        using var bare = await emulator.Http.GetAsync($"/bot{EmulatorOptions.DemoToken}");
        using var last = await emulator.Http.GetAsync(mark);
        await Eventually.TrueAsync("the span of the last request", () => spans.Any(span => Tags(span).Contains(mark, StringComparison.Ordinal)));

        Assert.Contains(spans, span => Tags(span).Contains("/bot<token>/sendMessage", StringComparison.Ordinal));
        Assert.DoesNotContain(spans, span => Tags(span).Contains(Secret, StringComparison.Ordinal));
    }

    private static string Tags(Activity span) => $"{span.DisplayName} {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}";

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> All => [.. _lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
