using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.Templates.Formatting;
using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Types;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>What a value may do to a text: absent, empty, of another culture, or hostile.</summary>
public sealed class RenderingValueGuards(BuiltInLibrary builtIn) : IClassFixture<BuiltInLibrary>
{
    private static readonly TemplateFunctions Functions = new("ru", markup: true, TimeZoneInfo.Utc);

    [Theory]
    [InlineData("notes", "\"\"", false)]
    [InlineData("notes", "\" \"", false)]
    [InlineData("notes", "\"x\"", true)]
    [InlineData("notes", "null", false)]
    [InlineData("waiting_minutes", "0", false)]
    [InlineData("waiting_minutes", "-1", true)]
    [InlineData("total_price", "0", false)]
    [InlineData("total_price", "0.00", false)]
    [InlineData("total_price", "0.01", true)]
    [InlineData("people_count", "0", false)]
    [InlineData("pending_unknown", "false", false)]
    [InlineData("pending_unknown", "true", true)]
    [InlineData("time_slots", "[\"10:00\"]", true)]
    [InlineData("date", "\"2026-12-24\"", true)]
    [InlineData("decided_at", "\"2026-12-20T11:02:00Z\"", true)]
    public void A_condition_takes_what_is_empty_for_absent(string name, string json, bool isThere)
    {
        var draft = new Preview.TemplatePreview { Source = $"{{{{ if {name} }}}}yes{{{{ else }}}}no{{{{ end }}}}{{{{ if !{name} }}}}!{{{{ end }}}}", Values = new Dictionary<string, JsonElement> { [name] = JsonElement.Parse(json) } };

        var preview = draft.Preview(builtIn.Library);

        Assert.Empty(preview.Problems);
        Assert.Equal(isThere ? "yes" : "no!", preview.Text!.Text);
    }

    [Fact]
    public void A_value_that_is_not_given_is_absent_and_a_list_is_read_whole()
    {
        var draft = new Preview.TemplatePreview { Source = "{{ if notes || !notes && reason }}x{{ else }}-{{ end }}{{ notes }}{{ time_slots | join }}|{{ time_slots | plural 'a' 'b' 'c' }}", Values = Values.Booking };

        Assert.Equal("-10:00, 11:00|b", draft.Preview(builtIn.Library).Text!.Text);
    }

    [Fact]
    public void Days_moments_and_amounts_are_written_by_our_functions_or_not_at_all()
    {
        foreach (var value in (object[])[new DateOnly(2026, 12, 24), DateTimeOffset.UnixEpoch, 12.5m, true, new string[] { "10:00" }, new object()])
        {
            var context = new RenderContext(Functions, markup: true);
            context.Use(new() { ["value"] = value });
            var refusal = Assert.Throws<ScriptRuntimeException>(() => Template.Parse("{{ value }}").Render(context));
            Assert.Contains("must be written with a function", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("en-US")]
    public void The_machines_culture_changes_no_character(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        var expected = TemplateContracts.All.Select(c => builtIn.Library.Render(c.Type, "ru", c.Samples).Text).ToList();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, TemplateContracts.All.Select(c => builtIn.Library.Render(c.Type, "ru", c.Samples).Text));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("{{ name = 'y' }}")]
    [InlineData("{{ name.x = 'y' }}")]
    [InlineData("{{ times[0] = 'y' }}")]
    [InlineData("{{ name += 'y' }}")]
    [InlineData("{{ times.length }}")]
    [InlineData("{{ name[0] }}")]
    [InlineData("{{ anything.secret }}")]
    public void Nothing_is_written_through_or_read_from_within(string source)
    {
        string[] times = ["10:00"];
        var values = new Dictionary<string, object?> { ["name"] = "x", ["times"] = times, ["anything"] = new { Secret = "s" } };
        var context = new RenderContext(Functions, markup: true);
        context.Use(values);

        Assert.Throws<ScriptRuntimeException>(() => Template.Parse(source).Render(context));

        Assert.Equal(("x", "10:00", 3), (values["name"], times[0], values.Count));
    }

    [Theory]
    [InlineData(long.MinValue, "many")]
    [InlineData(long.MaxValue, "many")]
    [InlineData(-1, "one")]
    [InlineData(-2, "few")]
    [InlineData(-11, "many")]
    public void Any_count_has_its_form(long count, string form) =>
        Assert.Equal(form, LocaleFormatter.Plural(count, ["one", "few", "many"], "ru"));
}
