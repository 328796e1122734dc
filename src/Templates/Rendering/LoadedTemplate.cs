using System.Text.Json;
using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>A template that is compiled once, at its first use or when it is proved, and then renders without a lock.</summary>
internal sealed class LoadedTemplate(TemplateContract contract, TemplateText text, string[] cuttable, Lazy<Func<Dictionary<string, object?>, string>> compiled)
{
    private static readonly Dictionary<string, JsonElement> NoValues = [];

    public TemplateContract Contract { get; } = contract;

    public TemplateText Text { get; } = text;

    /// <summary>Renders, cuts what is too long, and proves that Telegram accepts the result.</summary>
    public RenderedText Render(IReadOnlyDictionary<string, JsonElement>? given)
    {
        var values = ValueSet.Read(Contract, Text.Language, given ?? NoValues);
        var rendered = compiled.Value(values);
        var length = Measure(rendered);
        var cut = length > Contract.Limit;
        while (length > Contract.Limit)
        {
            values = ValueCutter.Cut(values, cuttable, length - Contract.Limit)
                ?? throw new TemplateException(Contract.Type, Text.Language, value: null, $"is longer than {Contract.Limit} characters even without its values");
            rendered = compiled.Value(values);
            length = Measure(rendered);
        }

        return length > 0
            ? new(rendered, Text.Language, length, cut)
            : throw new TemplateException(Contract.Type, Text.Language, value: null, "gives an empty text");
    }

    private int Measure(string rendered)
    {
        if (!Contract.Markup)
        {
            return TelegramMarkup.CodePoints(rendered);
        }

        var result = TelegramMarkup.Check(rendered);
        return result.Problem is null
            ? result.Length
            : throw new TemplateException(Contract.Type, Text.Language, value: null, $"gives markup that Telegram refuses: {result.Problem}");
    }
}
