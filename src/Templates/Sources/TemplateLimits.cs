namespace PhStudio.Messaging.Templates.Sources;

/// <summary>
/// What a template may cost. Our templates have no loops, so the source's size bounds the work; the other limits hold
/// whatever the check of a source should ever let through.
/// </summary>
internal static class TemplateLimits
{
    /// <summary>The largest source, in bytes of UTF-8.</summary>
    public const int SourceBytes = 64 * 1024;

    /// <summary>How deep blocks, parentheses, pipes and operators may be nested.</summary>
    public const int Depth = 32;

    /// <summary>The longest output before values are cut, in characters. Far above what Telegram takes: all values at their longest, all of them escaped.</summary>
    public const int Output = 1_000_000;

    /// <summary>The turns of all loops of one render.</summary>
    public const int Loops = 1000;

    /// <summary>How deep functions may call each other.</summary>
    public const int Recursion = 100;

    /// <summary>How long one regular expression may search.</summary>
    public static readonly TimeSpan RegexTime = TimeSpan.FromMilliseconds(100);
}
