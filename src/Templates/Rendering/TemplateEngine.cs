using Microsoft.Extensions.ObjectPool;
using Scriban;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>Renders parsed templates of one language and one form. Safe for any number of threads, takes no lock.</summary>
internal sealed class TemplateEngine : IPooledObjectPolicy<RenderContext>
{
    private const int LargestKeptBuffer = 64 * 1024;

    private readonly ObjectPool<RenderContext> _contexts;
    private readonly TemplateFunctions _functions;
    private readonly bool _markup;

    public TemplateEngine(string language, bool markup, TimeZoneInfo zone)
    {
        _functions = new(language, markup, zone);
        _markup = markup;
        _contexts = new DefaultObjectPool<RenderContext>(this);
    }

    /// <summary>The text of a template with these values, without white space at its ends.</summary>
    /// <exception cref="Scriban.Syntax.ScriptRuntimeException">It cannot be rendered.</exception>
    /// <exception cref="OperationCanceledException">The caller no longer waits.</exception>
    public string Render(Template template, Dictionary<string, object?> values, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var context = _contexts.Get();
        context.CancellationToken = cancellationToken;
        context.Use(values);
        var text = template.Render(context).Trim();

        // Not after a failed render: the next text would begin with the output of this one.
        _contexts.Return(context);
        return text;
    }

    RenderContext IPooledObjectPolicy<RenderContext>.Create() => new(_functions, _markup);

    bool IPooledObjectPolicy<RenderContext>.Return(RenderContext context)
    {
        context.Reset();
        return context.BufferSize <= LargestKeptBuffer;
    }
}
