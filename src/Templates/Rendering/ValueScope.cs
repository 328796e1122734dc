using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>The values of one render as Scriban's variables. Nothing can be written into it.</summary>
internal sealed class ValueScope(IReadOnlyDictionary<string, object?> values) : IScriptObject
{
    public int Count => values.Count;

    public bool IsReadOnly
    {
        get => true;
        set => throw new NotSupportedException("The values of a template are never writable.");
    }

    public IEnumerable<string> GetMembers() => values.Keys;

    public bool Contains(string member) => values.ContainsKey(member);

    public bool TryGetValue(TemplateContext? context, SourceSpan span, string member, out object? value) => values.TryGetValue(member, out value);

    public bool CanWrite(string member) => false;

    public bool TrySetValue(TemplateContext? context, SourceSpan span, string member, object? value, bool readOnly) => false;

    public bool Remove(string member) => false;

    public void SetReadOnly(string member, bool readOnly)
    {
        // All of them always are.
    }

    public IScriptObject Clone(bool deep) => this;
}
