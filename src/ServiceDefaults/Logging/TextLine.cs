using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>
/// The readable form: one line an event, with the ids that it is about at its end, and an exception below it, indented. Nothing in it
/// that comes from outside can begin a line of its own.
/// </summary>
public sealed class TextLine : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture));
        output.Write(' ');
        output.Write(Level(logEvent.Level));
        output.Write(' ');
        output.Write(Scalar(logEvent, "Service"));
        output.Write(' ');
        output.Write(SafeText.Escape(Message(logEvent)));
        Id(output, "booking", Scalar(logEvent, "BookingId"));
        Id(output, "message", Scalar(logEvent, "MessageId"));
        Id(output, "trace", logEvent.TraceId?.ToHexString());
        output.WriteLine();

        if (logEvent.Exception is { } exception)
        {
            foreach (var line in exception.ToString().Split('\n'))
            {
                output.Write("    ");
                output.WriteLine(SafeText.Escape(line.TrimEnd('\r')));
            }
        }
    }

    private static void Id(TextWriter output, string name, string? value)
    {
        if (value is not null)
        {
            output.Write($" {name}={SafeText.Escape(value)}");
        }
    }

    private static string? Scalar(LogEvent logEvent, string name) =>
        logEvent.Properties.TryGetValue(name, out var value) && value is ScalarValue { Value: { } scalar } ? Convert.ToString(scalar, CultureInfo.InvariantCulture) : null;

    // Texts without quotation marks.
    private static string Message(LogEvent logEvent)
    {
        var words = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is Serilog.Parsing.PropertyToken property && logEvent.Properties.TryGetValue(property.PropertyName, out var value) && value is ScalarValue { Value: string text })
            {
                words.Write(text);
            }
            else
            {
                token.Render(logEvent.Properties, words, CultureInfo.InvariantCulture);
            }
        }

        return words.ToString();
    }

    private static string Level(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "VRB",
        LogEventLevel.Debug => "DBG",
        LogEventLevel.Information => "INF",
        LogEventLevel.Warning => "WRN",
        LogEventLevel.Error => "ERR",
        _ => "FTL",
    };
}
