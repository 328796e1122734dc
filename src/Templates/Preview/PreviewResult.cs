namespace PhStudio.Messaging.Templates.Preview;

/// <summary>What a draft would look like.</summary>
/// <param name="Text">The text; null where the draft has problems.</param>
/// <param name="Limit">How many characters Telegram takes.</param>
/// <param name="Problems">Why the draft would be refused.</param>
/// <param name="Warnings">What its writer should know, though it would be used.</param>
public sealed record PreviewResult(RenderedText? Text, int Limit, IReadOnlyList<TemplateProblem> Problems, IReadOnlyList<string> Warnings);
