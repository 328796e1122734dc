using System.Collections.Frozen;
using PhStudio.Messaging.Templates.Formatting;
using PhStudio.Messaging.Templates.Markup;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>
/// The functions of templates, for one language and one form. They trust the kinds of their values,
/// because no template is used whose calls <see cref="Checking.TemplateScan"/> did not check against the contract.
/// </summary>
internal sealed class TemplateFunctions
{
    private readonly FrozenDictionary<string, TemplateFunction> _byName;
    private readonly string _language;
    private readonly bool _markup;
    private readonly TimeZoneInfo _zone;

    public TemplateFunctions(string language, bool markup, TimeZoneInfo zone)
    {
        (_language, _markup, _zone) = (language, markup, zone);
        _byName = new Dictionary<string, TemplateFunction>(StringComparer.Ordinal)
        {
            ["date"] = new(1, 1, Date),
            ["time"] = new(1, 1, Time),
            ["moment"] = new(1, 1, Moment),
            ["money"] = new(2, 2, Money),
            ["join"] = new(1, 2, Join),
            ["plural"] = new(3, 5, Plural),
            ["phone"] = new(1, 1, Phone),
            ["mention"] = new(2, 2, Mention),
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The function of that name, or null.</summary>
    public TemplateFunction? Find(string name) => _byName.GetValueOrDefault(name);

    private static string Literal(object? argument) => (string)argument!;

    private static object Join(object?[] arguments) =>
        arguments[0] is string[] items ? string.Join(arguments.Length > 1 ? Literal(arguments[1]) : ", ", items) : "";

    private static object Phone(object?[] arguments) => arguments[0] is string typed ? PhoneFormatter.Dialable(typed) : "";

    private DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, _zone);

    private object Plural(object?[] arguments)
    {
        var count = arguments[0] switch { long number => number, string[] items => items.Length, _ => 0 };
        return LocaleFormatter.Plural(count, [.. arguments.Skip(1).Select(Literal)], _language);
    }

    private object Date(object?[] arguments) => arguments[0] switch
    {
        DateOnly day => LocaleFormatter.Date(day, _language),
        DateTimeOffset moment => LocaleFormatter.Date(DateOnly.FromDateTime(Local(moment).DateTime), _language),
        _ => "",
    };

    private object Time(object?[] arguments) =>
        arguments[0] is DateTimeOffset moment ? LocaleFormatter.Time(TimeOnly.FromDateTime(Local(moment).DateTime)) : "";

    private object Money(object?[] arguments) =>
        arguments[0] is decimal amount ? LocaleFormatter.Money(amount, Literal(arguments[1]), _language) : "";

    // docs/telegram.md 28: the app shows the reader's own time zone; what stands inside is for apps that do not know the tag.
    private object Moment(object?[] arguments)
    {
        if (arguments[0] is not DateTimeOffset moment)
        {
            return "";
        }

        var text = LocaleFormatter.Moment(Local(moment), _language);
        return _markup ? new MarkupText($"<tg-time unix=\"{moment.ToUnixTimeSeconds()}\" format=\"Dt\">{TelegramEscape.Of(text)}</tg-time>") : text;
    }

    // The way to mention somebody who need not have a public name.
    private object Mention(object?[] arguments)
    {
        var name = arguments[0] as string ?? "";
        return _markup && arguments[1] is long person
            ? new MarkupText($"<a href=\"tg://user?id={person}\">{TelegramEscape.Of(name)}</a>")
            : name;
    }
}
