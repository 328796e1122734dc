namespace PhStudio.Messaging.Templates.Conversion;

/// <summary>A source has a part that cannot be rewritten.</summary>
internal sealed class ConversionException(int position, string reason) : Exception(reason)
{
    /// <summary>The index of the character where it begins.</summary>
    public int Position { get; } = position;
}
