using System.Globalization;
using HandlebarsDotNet;
using PhStudio.Messaging.Templates.Languages;
using PhStudio.Messaging.Templates.Markup;

namespace PhStudio.Messaging.Templates.Rendering;

/// <summary>
/// Handlebars.Net with our helpers for one language and one form. Helpers trust the kinds of their values,
/// because no template is used whose calls <see cref="Checking.TemplateScan"/> did not check against the contract.
/// </summary>
internal sealed class TemplateEngine
{
    private readonly IHandlebars handlebars;
    private readonly string language;
    private readonly bool markup;
    private readonly TimeZoneInfo zone;

    public TemplateEngine(string language, bool markup, TimeZoneInfo zone)
    {
        (this.language, this.markup, this.zone) = (language, markup, zone);
        var configuration = new HandlebarsConfiguration
        {
            TextEncoder = markup ? new TelegramHtmlEncoder() : null,
            NoEscape = !markup,
            FormatProvider = CultureInfo.InvariantCulture,
        };
        handlebars = Handlebars.Create(configuration);
        handlebars.RegisterHelper("date", (_, arguments) => Date(arguments[0]));
        handlebars.RegisterHelper("time", (_, arguments) => arguments[0] is DateTimeOffset moment ? LanguageForms.Time(TimeOnly.FromDateTime(Local(moment).DateTime)) : "");
        handlebars.RegisterHelper("money", (_, arguments) => arguments[0] is decimal amount ? LanguageForms.Money(amount, Literal(arguments[1]), language) : "");
        handlebars.RegisterHelper("join", (_, arguments) => Join(arguments));
        handlebars.RegisterHelper("plural", (_, arguments) => Plural(arguments));
        handlebars.RegisterHelper("phone", (_, arguments) => arguments[0] is string typed ? PhoneForm.Dialable(typed) : "");
        handlebars.RegisterHelper("case", (_, arguments) => Case(arguments));
        handlebars.RegisterHelper("moment", (output, _, arguments) => WriteMoment(output, arguments));
        handlebars.RegisterHelper("mention", (output, _, arguments) => WriteMention(output, arguments));
    }

    /// <summary>Compiles a template into a function of its values.</summary>
    public Func<Dictionary<string, object?>, string> Compile(string source)
    {
        var template = handlebars.Compile(source.Trim());
        return values => template(values).Trim();
    }

    private static string Literal(object? argument) => (string)argument!;

    private DateTimeOffset Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone);

    private string Date(object? value) => value switch
    {
        DateOnly day => LanguageForms.Date(day, language),
        DateTimeOffset moment => LanguageForms.Date(DateOnly.FromDateTime(Local(moment).DateTime), language),
        _ => "",
    };

    private static string Join(Arguments arguments) =>
        arguments[0] is IReadOnlyList<string> items ? string.Join(arguments.Length > 1 ? Literal(arguments[1]) : ", ", items) : "";

    private static long Count(object? value) => value switch { long number => number, IReadOnlyList<string> items => items.Count, _ => 0 };

    private static string Plural(Arguments arguments)
    {
        var forms = new string[arguments.Length - 1];
        for (var i = 0; i < forms.Length; i++)
        {
            forms[i] = Literal(arguments[i + 1]);
        }

        return LanguageForms.Plural(Count(arguments[0]), forms);
    }

    private static object Case(Arguments arguments)
    {
        for (var i = 1; i + 1 < arguments.Length; i += 2)
        {
            if (Equals(arguments[i], arguments[0]))
            {
                return Literal(arguments[i + 1]);
            }
        }

        return "";
    }

    // TELEGRAM.md 28: the app shows the reader's own time zone; what stands inside is for apps that do not know the tag.
    private void WriteMoment(EncodedTextWriter output, Arguments arguments)
    {
        if (arguments[0] is not DateTimeOffset moment)
        {
            return;
        }

        var text = LanguageForms.Moment(Local(moment), language);
        output.WriteSafeString(markup ? $"<tg-time unix=\"{moment.ToUnixTimeSeconds()}\" format=\"Dt\">{text}</tg-time>" : text);
    }

    // The way to mention somebody who need not have a public name.
    private void WriteMention(EncodedTextWriter output, Arguments arguments)
    {
        var name = arguments[0] as string;
        if (!markup || arguments[1] is not long person)
        {
            output.Write(name);
            return;
        }

        output.WriteSafeString($"<a href=\"tg://user?id={person}\">");
        output.Write(name);
        output.WriteSafeString("</a>");
    }
}
