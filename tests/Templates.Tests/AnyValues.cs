using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PhStudio.Messaging.Templates.Checking;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>One attempt: a type, a language, and values that may be anything.</summary>
public sealed record Attempt(TemplateContract Contract, string Language, Dictionary<string, JsonElement> Values)
{
    public override string ToString() => $"{Contract.Type} {Language} {string.Join(", ", Values.Select(v => $"{v.Key}: {v.Value.GetRawText()}"))}";
}

/// <summary>Generates values as a careless or hostile publisher could send them.</summary>
internal static class AnyValues
{
    private static readonly string[] Fragments =
    [
        "Анна", "<", ">", "&", "\"", "'", "<b>", "</b>", "</code>", "<script>", "&amp;", "&lt", "&#0;", "&nbsp;", "{{", "}}", "{{{x}}}", "\\", "a.b", "://", "@x", "/go",
        " ", "\n", "\r\n", "\t", "\u0001", "\u200B", "\u200D", "\uFEFF", "\u202E", "\u2066", "مرحبا", "👨‍👩‍👧", "🇷🇺", "e\u0301\u0301", "𝄞", "…",
    ];

    /// <summary>JSON texts: fragments that hurt, any UTF-16 unit (lone surrogates too), and very long ones.</summary>
    private static Gen<string> Text => Gen.OneOf(
        Gen.Elements(Fragments).ArrayOf().Select(string.Concat),
        Gen.Choose(0, 0xFFFF).Select(i => (char)i).ArrayOf().Select(c => new string(c)),
        Gen.Zip(Gen.Elements(Fragments), Gen.Choose(0, 5000)).Select(p => string.Concat(Enumerable.Repeat(p.Item1, p.Item2))),
        Gen.Elements(TemplateVerifier.Typed.ToArray()));

    private static Gen<string> Junk => Gen.OneOf(
        Gen.Elements("null", "true", "false", "{}", "[]", "[null]", "[[\"10:00\"]]", "0", "-0", "1e400", "-1e28", "2.5", "9223372036854775808", "\"\""),
        Text.Select(Quote));

    /// <summary>Any attempt.</summary>
    public static Gen<Attempt> Attempts =>
        from contract in Gen.Elements(TemplateContracts.All.ToArray())
        from language in Gen.Elements([.. BuiltInTemplates.Languages, "xx"])
        from values in Gen.CollectToList(contract.Values, Value)
        select new Attempt(contract, language, values
            .Zip(contract.Values)
            .Where(v => v.First is not null)
            .ToDictionary(v => v.Second.Name, v => JsonElement.Parse(v.First!)));

    private static Gen<string?> Value(TemplateValue value) => Gen.Frequency(
        (40, Right(value).Select(s => (string?)s)),
        (2, Junk.Select(s => (string?)s)),
        (value.Required ? 1 : 20, Gen.Constant((string?)null)));

    private static Gen<string> Right(TemplateValue value) => value.Kind switch
    {
        ValueKind.Text or ValueKind.Lines or ValueKind.Phone => Text.Select(Quote),
        ValueKind.Whole => Gen.Choose(-10, 10_000).Select(n => n.ToString(CultureInfo.InvariantCulture)),
        ValueKind.Amount => Gen.Choose(-100, 10_000_000).Select(n => (n / 100m).ToString(CultureInfo.InvariantCulture)),
        ValueKind.Currency => Gen.Elements("\"RUB\"", "\"USD\"", "\"KGS\""),
        ValueKind.Date => Gen.Choose(0, 100_000).Select(n => $"\"{new DateOnly(1900, 1, 1).AddDays(n):yyyy-MM-dd}\""),
        ValueKind.Times => Gen.Choose(1, 3000).Select(n => $"[{string.Join(',', Enumerable.Range(0, n).Select(i => $"\"{i % 24:00}:{i % 60:00}\""))}]"),
        ValueKind.Moment => Gen.Choose(0, int.MaxValue).Select(n => $"\"{DateTimeOffset.FromUnixTimeSeconds(n):yyyy-MM-ddTHH:mm:ss}Z\""),
        ValueKind.Person => Gen.Elements("1", "123456789", "4503599627370495", "0", "-5", "4503599627370496", "\"5\""),
        ValueKind.Flag => Gen.Elements("true", "false"),
        _ => Gen.Elements(value.Choices.Select(c => $"\"{c}\"").ToArray()),
    };

    // The serializer would replace lone surrogates; on the wire they arrive as escapes.
    private static string Quote(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
        {
            json.Append(c is >= ' ' and <= '~' and not ('"' or '\\') ? c.ToString() : $"\\u{(int)c:x4}");
        }

        return json.Append('"').ToString();
    }
}
