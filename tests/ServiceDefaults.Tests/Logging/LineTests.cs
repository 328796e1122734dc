using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Logging;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Logging;

/// <summary>What one event looks like on standard output, whatever stands in it.</summary>
public sealed class LineTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 24, 10, 2, 3, 45, TimeSpan.Zero);
    private static readonly ActivityTraceId Trace = ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c");
    private static readonly ActivitySpanId Span = ActivitySpanId.CreateFromString("b7ad6b7169203331");

    public static TheoryData<string, string> Forgeries => new()
    {
        { "A\n10:00:00.000 ERR gateway all is lost", "A\\u000A10:00:00.000 ERR gateway all is lost" },
        { "A\r\nB", "A\\u000D\\u000AB" },
        { "A\u001b[2J\u0007", "A\\u001B[2J\\u0007" },
        { "A\u0085B\u2028C\u2029D\u007f", "A\\u0085B\\u2028C\\u2029D\\u007F" },
        { "A\u202e17\u2066", "A\\u202E17\\u2066" },
        { "Анна 👩‍🎨 é", "Анна 👩‍🎨 é" },
    };

    [Theory]
    [InlineData("A\r\u001b[2JB\u202e", "A\\u000D\\u001B[2JB\\u202E")]
    [InlineData("Two\n\tlines", "Two\n\tlines")]
    public async Task What_a_command_prints_keeps_its_lines_and_commands_no_terminal(string given, string shown)
    {
        var terminal = new StringWriter { NewLine = "\n" };
        await using var writer = new SafeWriter(terminal);

        await writer.WriteLineAsync(given);
        writer.WriteLine(given);
        writer.Write(given.AsSpan());

        Assert.Equal($"{shown}\n{shown}\n{shown}", terminal.ToString());
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void Nothing_from_outside_begins_a_line_or_commands_the_terminal(string given, string shown)
    {
        var line = Text(Event("BookingConfirmed: {BookingId} by {DecidedBy}", ("BookingId", given), ("DecidedBy", given)));

        Assert.Equal($"10:02:03.045 INF gateway BookingConfirmed: {shown} by {shown} booking={shown} trace={Trace}\n", line);
    }

    [Fact]
    public void The_readable_form_has_the_ids_at_its_end()
    {
        var message = Guid.Parse("0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11");

        var line = Text(Event("MessageSent", ("BookingId", "PH-17"), ("MessageId", message)));

        Assert.Equal($"10:02:03.045 INF gateway MessageSent booking=PH-17 message={message} trace={Trace}\n", line);
    }

    [Fact]
    public void A_line_within_an_exception_is_indented()
    {
        var line = Text(Event("Failed", new InvalidOperationException("no\n10:00:00.000 ERR gateway forged")));

        Assert.Equal(["10:02:03.045 INF gateway Failed trace=" + Trace, "    System.InvalidOperationException: no", "    10:00:00.000 ERR gateway forged"], line.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void The_form_for_machines_is_one_compact_object_with_trace_and_span()
    {
        var line = Json(Event("BookingConfirmed: {BookingId}", ("BookingId", "A\nB\u2028C")));

        Assert.Equal(1, line.Count(character => character is '\n' or '\u2028'));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("BookingConfirmed: A\nB\u2028C", json.GetProperty("@m").GetString()!.Replace("\"", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal));
        Assert.Equal(("A\nB\u2028C", Trace.ToHexString(), Span.ToHexString()), (json.GetProperty("BookingId").GetString(), json.GetProperty("@tr").GetString(), json.GetProperty("@sp").GetString()));
        Assert.False(json.TryGetProperty("@l", out _));
    }

    private static LogEvent Event(string words, params (string Name, object Value)[] properties) => Event(words, exception: null, properties);

    private static LogEvent Event(string words, Exception? exception, params (string Name, object Value)[] properties) =>
        new(At, LogEventLevel.Information, exception, new MessageTemplateParser().Parse(words),
            [.. properties.Append(("Service", "gateway")).Select(property => new LogEventProperty(property.Item1, new ScalarValue(property.Item2)))], Trace, Span);

    private static string Text(LogEvent line) => Format(new TextLine(), line);

    private static string Json(LogEvent line) => Format(new JsonLine(), line);

    private static string Format(ITextFormatter formatter, LogEvent line)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        formatter.Format(line, output);
        return output.ToString();
    }
}
