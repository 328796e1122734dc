using System.Text;

namespace PhStudio.Messaging.ServiceDefaults.Logging;

/// <summary>
/// What commands print to a terminal: names, titles and texts of others among it, so that it passes <see cref="SafeText"/>. Line breaks stay, since a command prints several lines at once;
/// one within a value of somebody else's is the command's to escape.
/// </summary>
/// <param name="terminal">Where it goes.</param>
public sealed class SafeWriter(TextWriter terminal) : TextWriter
{
    private const string Kept = "\n\t";

    /// <inheritdoc/>
    public override Encoding Encoding => terminal.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => terminal.Write(SafeText.Escape($"{value}", Kept));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => terminal.Write(SafeText.Escape(new string(buffer, index, count), Kept));

    /// <inheritdoc/>
    public override void Write(string? value) => terminal.Write(SafeText.Escape(value ?? "", Kept));

    /// <inheritdoc/>
    public override void WriteLine() => terminal.WriteLine();

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        Write(value);
        WriteLine();
    }

    /// <inheritdoc/>
    public override void Flush() => terminal.Flush();
}
