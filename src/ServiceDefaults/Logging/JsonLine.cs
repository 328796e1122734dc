using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>
/// One compact JSON object a line: <c>@t</c>, <c>@m</c>, <c>@l</c> (absent means Information), <c>@x</c>, <c>@tr</c> and <c>@sp</c> (trace and
/// span id), and the properties. Line separators and direction marks beyond ASCII are escaped too, which Serilog leaves as they are.
/// </summary>
public sealed class JsonLine : ITextFormatter
{
    private static readonly RenderedCompactJsonFormatter Compact = new();

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var line = new StringWriter(CultureInfo.InvariantCulture);
        Compact.Format(logEvent, line);
        // What remains after JSON's own escaping stands inside a string, where \uXXXX is the same character.
        output.Write(SafeText.Escape(line.ToString(), keep: "\r\n"));
    }
}
