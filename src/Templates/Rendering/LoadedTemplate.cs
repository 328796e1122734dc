using System.Text.Json;
using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;
using Scriban;
using Scriban.Syntax;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>A template as it is rendered: its syntax tree, the values that may be cut, and the engine of its language.</summary>
internal sealed record TemplateBody(Template Parsed, string[] Cuttable, TemplateEngine Engine);

/// <summary>A template that was checked, and renders without a lock. One that ships with us is parsed when it is first rendered: most of them never are in one process.</summary>
internal sealed class LoadedTemplate(TemplateContract contract, TemplateText text, Lazy<TemplateBody> body)
{
    // A cut that takes no more than is too much is enough where each value is shown once.
    private const int ExactCuts = 2;

    private static readonly Dictionary<string, JsonElement> NoValues = [];

    public TemplateContract Contract { get; } = contract;

    public TemplateText Text { get; } = text;

    /// <summary>Renders, cuts what is too long, and proves that Telegram accepts the result.</summary>
    /// <param name="given">The values by name.</param>
    /// <param name="erased">What stands in a language in place of what an erasure took; null for the stored word.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="TemplateException">It cannot be rendered with these values.</exception>
    public RenderedText Render(IReadOnlyDictionary<string, JsonElement>? given, Func<string, string>? erased = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return Fit(ValueSet.Read(Contract, Text.Language, given ?? NoValues, erased), cancellationToken);
        }
        catch (ScriptAbortException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (ScriptRuntimeException e) when (e.OriginalMessage.Contains(nameof(TemplateContext.OutputLimit), StringComparison.Ordinal))
        {
            throw Unfit($"gives more than {TemplateLimits.Output} characters");
        }
        catch (Exception e) when (e is not (TemplateException or OperationCanceledException or OutOfMemoryException))
        {
            // Not the exception's own words: they may quote a value.
            var at = e is ScriptRuntimeException script ? $", line {script.Span.Start.Line + 1}, column {script.Span.Start.Column + 1}" : "";
            throw Unfit($"cannot be rendered ({e.GetType().Name}{at})");
        }
    }

    private RenderedText Fit(Dictionary<string, object?> values, CancellationToken cancellationToken)
    {
        var (parsed, cuttable, engine) = body.Value;
        Truncator.Bound(values, cuttable, Contract.Limit);
        var rendered = engine.Render(parsed, values, cancellationToken);
        var length = Measure(rendered);
        var cut = length > Contract.Limit;
        for (var tries = 0; length > Contract.Limit; tries++)
        {
            var excess = (long)(length - Contract.Limit) << Math.Max(tries - ExactCuts, 0);
            values = Truncator.Cut(values, cuttable, (int)Math.Min(excess, int.MaxValue / 2))
                ?? throw Unfit($"is longer than {Contract.Limit} characters even without its values");
            rendered = engine.Render(parsed, values, cancellationToken);
            length = Measure(rendered);
        }

        return length > 0 ? new(rendered, Text.Language, length, cut) : throw Unfit("gives an empty text");
    }

    private int Measure(string rendered)
    {
        if (!Contract.Markup)
        {
            return TelegramMarkup.CodePoints(rendered);
        }

        var result = TelegramMarkup.Check(rendered);
        return result.Problem is null ? result.Length : throw Unfit($"gives markup that Telegram refuses: {result.Problem}");
    }

    private TemplateException Unfit(string reason) => new(Contract.Type, Text.Language, value: null, reason);
}
