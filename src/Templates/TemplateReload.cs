namespace PhStudio.Messaging.Templates;

/// <summary>What a change in the folder led to.</summary>
/// <param name="Changed">The templates that are new from now on, as <c>language/type</c>.</param>
/// <param name="Problems">Everything that is wrong now.</param>
public sealed record TemplateReload(IReadOnlyList<string> Changed, IReadOnlyList<TemplateProblem> Problems);
