using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PhStudio.Messaging.TelegramEmulator.Markup;
using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>For any values: the faulty one is named, or Telegram accepts the text and it shows the values' own characters.</summary>
public sealed class Properties(BuiltInLibrary builtIn) : IClassFixture<BuiltInLibrary>
{
    // No contract has so many texts that a fair share of Telegram's limit is less.
    private const int AlwaysKept = 30;

    [Fact]
    public void Any_values_are_refused_by_name_or_shown_whole()
    {
        var rendered = 0;
        var refused = 0;

        Prop.ForAll(Arb.From(AnyValues.Attempts), attempt =>
        {
            try
            {
                var text = builtIn.Library.Render(attempt.Contract.Type, attempt.Language, attempt.Values);
                rendered++;
                Holds(attempt, text);
            }
            catch (TemplateException refusal)
            {
                refused++;
                NamesTheFault(attempt, refusal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithQuietOnSuccess(true));

        Assert.InRange(rendered, 500, 3000);
        Assert.InRange(refused, 100, 3000);
    }

    [Fact]
    public void What_we_take_for_right_the_emulator_takes_too()
    {
        var accepted = 0;
        var pieces = Gen.Elements(
            "<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<pre>", "</pre>", "<code class=\"language-c\">", "<a href=\"https://example.org\">", "</a>", "<span class=\"tg-spoiler\">", "</span>",
            "<tg-time unix=\"1\" format=\"Dt\">", "</tg-time>", "<blockquote expandable>", "</blockquote>", "<p>", "<br>", "<", ">", "&", "&lt;", "&lt", "&#65;", "&#x41", "&#xD83D;", "&#0;", "&#x110000;", "&nbsp;", "x", "ж", "👍", " ", "\n");

        Prop.ForAll(Arb.From(pieces.ArrayOf().Resize(8).Select(string.Concat)), html =>
        {
            if (TelegramMarkup.Check(html).Problem is not null)
            {
                return;
            }

            accepted++;
            Assert.Equal(TelegramHtml.Parse(html).Text, TelegramMarkup.Visible(html));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithQuietOnSuccess(true));

        Assert.InRange(accepted, 1000, 20_000);
    }

    private static void NamesTheFault(Attempt attempt, TemplateException refusal)
    {
        var spec = attempt.Contract.Value(refusal.Value ?? throw new InvalidOperationException($"No value is named: {refusal.Message}"));
        Assert.NotNull(spec);
        var given = attempt.Values.TryGetValue(spec.Name, out var json) && json.ValueKind != JsonValueKind.Null;
        Assert.True(given ? ValueReader.Read(spec, json, out _) is not null : spec.Required, $"{spec.Name} is not at fault");
    }

    private static void Holds(Attempt attempt, RenderedText text)
    {
        var visible = attempt.Contract.Markup ? TelegramMarkup.Visible(text.Text) : text.Text;
        Assert.Equal(TelegramMarkup.CodePoints(visible), text.Length);
        Assert.InRange(text.Length, 1, attempt.Contract.Limit);
        if (attempt.Contract.Markup)
        {
            Assert.Equal(TelegramHtml.Parse(text.Text).Text, visible);
        }

        foreach (var value in attempt.Contract.Values.Where(v => v.Required && v.IsText))
        {
            ShowsItsCharacters(attempt.Contract, value, attempt.Values[value.Name], visible, text.Cut);
        }
    }

    private static void ShowsItsCharacters(TemplateContract contract, TemplateValue value, JsonElement json, string visible, bool mayBeCut)
    {
        var typed = value.Kind == ValueKind.Lines ? UserText.Lines(json)! : UserText.OneLine(json)!;
        typed = contract.Markup && value.IsTyped ? UnlinkedText.Of(typed) : typed;
        var expected = mayBeCut && TelegramMarkup.CodePoints(typed) > AlwaysKept ? Truncator.Shorten(typed, AlwaysKept)[..^1] : typed;
        Assert.True(visible.Contains(expected.Trim(), StringComparison.Ordinal), $"{value.Name} is not shown");
    }
}
