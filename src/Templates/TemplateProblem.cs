namespace PhStudio.Messaging.Templates;

/// <summary>Something wrong with a template; the last good version goes on in its place.</summary>
/// <param name="File">The file, or <c>language/type.sbn-html</c> of a built-in one.</param>
/// <param name="Line">The line, from 1; 0 where no single line is at fault.</param>
/// <param name="Column">The column, from 1; 0 where no single place is at fault.</param>
/// <param name="Reason">What is wrong, in a sentence for the person who edits it.</param>
public sealed record TemplateProblem(string File, int Line, int Column, string Reason)
{
    /// <summary>The form that editors and pipelines turn into a link.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}:{Column}: {Reason}" : $"{File}: {Reason}";
}
