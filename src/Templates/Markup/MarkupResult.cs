namespace PhStudio.Messaging.Templates.Markup;

/// <summary>What Telegram would make of a text.</summary>
/// <param name="Problem">Why it would be refused, in words; null when it is accepted.</param>
/// <param name="Position">The index of the character at fault.</param>
/// <param name="Length">How many code points are shown, tags and entities resolved (docs/telegram.md 26).</param>
public readonly record struct MarkupResult(string? Problem, int Position, int Length);
