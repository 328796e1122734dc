namespace PhStudio.Messaging.Templates.Sources;

/// <summary>The source of one template.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Language">Its language.</param>
/// <param name="Source">Its text, with line feeds only.</param>
/// <param name="File">Where it came from: a path, or <c>language/type.sbn-html</c> for a built-in one.</param>
/// <param name="BuiltIn">True when it ships with us.</param>
public sealed record TemplateText(string Type, string Language, string Source, string File, bool BuiltIn)
{
    /// <summary>How the names of templates' files end: Scriban that gives HTML, as its editors know it.</summary>
    public const string Extension = ".sbn-html";
}
