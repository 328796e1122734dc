using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>A template that breaks its contract is found with file, line and reason, before any booking arrives.</summary>
public sealed class ContractChecks
{
    private const string Shown = "{{service}} {{date date}} {{join time_slots}} {{client_name}} {{phone client_phone}} {{people_count}} {{money total_price currency}} {{booking_id}}";

    [Theory]
    [InlineData("{{clint_name}}", "has no value clint_name")]
    [InlineData("{{#if note}}x{{/if}}", "has no value note")]
    [InlineData("{{date dat}}", "has no value dat")]
    [InlineData("{{date client_name}}", "date does not take client_name")]
    [InlineData("{{datum date}}", "there is no helper datum")]
    [InlineData("{{date}}", "date must be written {{date date}}")]
    [InlineData("{{total_price}}", "must be written {{money total_price currency}}")]
    [InlineData("{{money total_price}}", "money is called wrongly")]
    [InlineData("{{plural people_count \"человек\" \"человека\"}}", "plural is called wrongly")]
    [InlineData("{{plural people_count one two three}}", "plural is called wrongly")]
    [InlineData("{{join}}", "join needs a value")]
    [InlineData("{{{client_name}}}", "not escaped")]
    [InlineData("{{&client_name}}", "not escaped")]
    [InlineData("{{> partial}}", "a part of Handlebars that templates here do not have")]
    [InlineData("{{#each time_slots}}x{{/each}}", "there is no block each")]
    [InlineData("{{#if notes}}x", "{{#if}} is not closed")]
    [InlineData("{{/if}}", "closes nothing")]
    [InlineData("{{#if notes}}x{{/unless}}", "{{/unless}} closes {{#if}} of line 3")]
    [InlineData("{{else}}", "{{else}} stands outside of a block")]
    [InlineData("{{notes", "{{ is not closed by }}")]
    [InlineData("{{}}", "{{}} is empty")]
    [InlineData("<b>x", "the tag <b> is not closed")]
    [InlineData("<p>x</p>", "Telegram knows no tag <p>")]
    [InlineData("x < y", "a lone <")]
    [InlineData("<a href=\"{{notes}}\">x</a>", "a value may not stand inside a tag")]
    public void A_mistake_is_found_in_its_line(string mistake, string reason)
    {
        var problem = Problem($"{Shown}\n\n{mistake}\n");

        Assert.Equal(3, problem.Line);
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.EndsWith("booking_notification.hbs", problem.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_value_that_is_left_out_is_named() =>
        Assert.Equal("leaves out client_phone, which is required", Problem(Shown.Replace("{{phone client_phone}}", "", StringComparison.Ordinal)).Reason);

    [Theory]
    [InlineData("{{#if notes}}{{people_count}}{{/if}}")]
    [InlineData("{{#unless people_count}}{{people_count}}{{/unless}}")]
    [InlineData("{{#if people_count}}{{else}}{{people_count}}{{/if}}")]
    public void A_required_value_may_not_hide_in_a_condition(string hidden) =>
        Assert.Contains("people_count is required but is not always shown", Problem(Shown.Replace("{{people_count}}", hidden, StringComparison.Ordinal)).Reason, StringComparison.Ordinal);

    [Fact]
    public void Conditions_and_comments_are_fine()
    {
        using var folder = new TemplateFolder();
        folder.Write("ru/booking_notification.hbs", $"{{{{!-- {{{{anything}}}} --}}}}{{{{! <x> }}}}{Shown}{{{{#if notes}}}}<i>{{{{notes}}}}</i>{{{{else}}}}<b>-</b>{{{{/if}}}}");

        using var library = new TemplateLibrary(new() { Folder = folder.Path });

        Assert.Empty(library.Problems);
        Assert.EndsWith("PH-2026/17<b>-</b>", library.Render("booking_notification", "ru", Values.Booking).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_cannot_fit_is_refused() =>
        Assert.Contains("longer than 4096", Problem(Shown + new string('x', 4096)).Reason, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_type_and_a_file_that_is_no_text_are_problems()
    {
        using var folder = new TemplateFolder();
        folder.Write("ru/booking_notifikation.hbs", "x");
        File.WriteAllBytes(folder.Write("ru/pending_empty.hbs", ""), [0xFF, 0xFE, 0x00]);

        using var library = new TemplateLibrary(new() { Folder = folder.Path });

        Assert.Equal(["there is no type of template booking_notifikation", "is not UTF-8"], library.Problems.Select(p => p.Reason));
    }

    [Fact]
    public void A_new_language_must_have_every_type()
    {
        using var folder = new TemplateFolder();
        folder.Write("de/pending_empty.hbs", "Nichts offen.");

        using var library = new TemplateLibrary(new() { Folder = folder.Path });

        var problem = Assert.Single(library.Problems);
        Assert.StartsWith("the language de lacks booking_notification, ", problem.Reason, StringComparison.Ordinal);
        Assert.Equal("Nichts offen.", library.Render("pending_empty", "de").Text);
        Assert.Equal("ru", library.Render("today_empty", "de", Values.Of(new { date = "2026-12-24" })).Language);
    }

    [Fact]
    public void Both_languages_have_every_type() =>
        Assert.All(TemplateContracts.All, contract => Assert.All(["ru", "en"], language =>
            Assert.Contains(Templates.Sources.BuiltInTemplates.All, t => t.Type == contract.Type && t.Language == language)));

    private static TemplateProblem Problem(string source)
    {
        using var folder = new TemplateFolder();
        folder.Write("ru/booking_notification.hbs", source);
        using var library = new TemplateLibrary(new() { Folder = folder.Path });
        return Assert.Single(library.Problems);
    }
}
