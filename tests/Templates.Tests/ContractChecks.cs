using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>A template that breaks its contract is found with file, line and reason, before any booking arrives.</summary>
public sealed class ContractChecks
{
    private const string Shown = "{{ service }} {{ date | date }} {{ time_slots | join }} {{ client_name }} {{ client_phone | phone }} {{ people_count }} {{ total_price | money currency }} {{ booking_id }}";

    [Theory]
    [InlineData("{{ clint_name }}", 4, "has no value clint_name")]
    [InlineData("{{ if note }}x{{ end }}", 7, "has no value note")]
    [InlineData("{{ if notes && !note }}x{{ end }}", 17, "has no value note")]
    [InlineData("{{ dat | date }}", 4, "has no value dat")]
    [InlineData("{{ client_name | date }}", 4, "date does not take client_name")]
    [InlineData("{{ date | datum }}", 4, "there is no function datum")]
    [InlineData("{{ date }}", 4, "date must be written {{ date | date }}")]
    [InlineData("{{ total_price }}", 4, "must be written {{ total_price | money currency }}")]
    [InlineData("{{ time_slots }}", 4, "must be written {{ time_slots | join }}")]
    [InlineData("{{ total_price | money }}", 4, "money is called wrongly")]
    [InlineData("{{ total_price | money notes }}", 4, "money is called wrongly")]
    [InlineData("{{ people_count | plural \"человек\" \"человека\" }}", 4, "plural is called wrongly")]
    [InlineData("{{ people_count | plural one two three }}", 4, "plural is called wrongly")]
    [InlineData("{{ \"10:00\" | join }}", 4, "join takes a value and nothing else")]
    [InlineData("{{ time_slots | join | phone }}", 4, "what a function gives goes into no other")]
    [InlineData("{{ phone (time_slots | join) }}", 4, "phone takes a value and nothing else")]
    [InlineData("{{ join }}", 4, "join needs a value")]
    [InlineData("{{ time_slots | join sep: \"x\" }}", 4, "join is called wrongly")]
    [InlineData("{{{client_name}}}", 1, "every value is escaped")]
    [InlineData("{{ include 'other' }}", 4, "an include cannot be proved")]
    [InlineData("{{ for slot in time_slots }}x{{ end }}", 4, "a loop cannot be proved")]
    [InlineData("{{ while notes }}x{{ end }}", 4, "a loop cannot be proved")]
    [InlineData("{{ tablerow slot in time_slots }}x{{ end }}", 4, "a loop cannot be proved")]
    [InlineData("{{ notes = \"x\" }}", 4, "a value cannot be changed")]
    [InlineData("{{ mine = notes }}", 4, "a value cannot be changed")]
    [InlineData("{{ people_count += 1 }}", 4, "a value cannot be changed")]
    [InlineData("{{ people_count++ }}", 4, "a value cannot be changed")]
    [InlineData("{{ client_name.size }}", 4, "client_name.size: values have no members")]
    [InlineData("{{ time_slots[0] }}", 4, "time_slots[0]: values have no members")]
    [InlineData("{{ client_name.get_type }}", 4, "values have no members")]
    [InlineData("{{ date.now }}", 4, "values have no members")]
    [InlineData("{{ client_name | string.upcase }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ regex.match notes \"x\" }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ object.eval \"1\" }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ $0 }}", 4, "values have no members")]
    [InlineData("{{ this }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ 1 + 2 }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ [1, 2] }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ $\"{notes}\" }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ notes ?? service }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ capture x }}y{{ end }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ func f }}y{{ end }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ with notes }}y{{ end }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ ret }}", 4, "is a part of Scriban that templates here do not have")]
    [InlineData("{{ if people_count > 2 }}y{{ end }}", 7, "is no condition")]
    [InlineData("{{ if notes == \"x\" }}y{{ end }}", 7, "is not one of a few words")]
    [InlineData("{{ if notes }}x", 4, "{{ if }} is not closed by {{ end }}")]
    [InlineData("{{ end }}", 4, "{{ end }} closes nothing")]
    [InlineData("{{ if notes }}x{{ end }}{{ end }}", 28, "{{ end }} closes nothing")]
    [InlineData("{{ else }}", 4, "else condition must be preceded")]
    [InlineData("{{ notes", 1, "{{ is not closed by }}")]
    [InlineData("{{ }}", 1, "{{}} is empty")]
    [InlineData("{{#if notes}}x", 1, "is a comment: write {{ if notes }} for a condition")]
    [InlineData("<b>x", 1, "the tag <b> is not closed")]
    [InlineData("<p>x</p>", 1, "Telegram knows no tag <p>")]
    [InlineData("x < y", 3, "a lone <")]
    [InlineData("<a href=\"{{ notes }}\">x</a>", 10, "a value may not stand inside a tag")]
    public void A_mistake_is_found_in_its_place(string mistake, int column, string reason)
    {
        var problem = Problem($"{Shown}\n\n{mistake}\n");

        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Equal((3, column), (problem.Line, problem.Column));
        Assert.EndsWith("booking_notification.sbn-html", problem.File, StringComparison.Ordinal);
        Assert.Equal($"{problem.File}:3:{column}: {problem.Reason}", problem.ToString());
    }

    [Theory]
    [InlineData("{{ case state; when \"confirmed\" }}x{{ end }}", "case leaves out awaiting_decision")]
    [InlineData("{{ case state; when \"confirmd\" }}x{{ else }}y{{ end }}", "state is never confirmd")]
    [InlineData("{{ case state; when service }}x{{ else }}y{{ end }}", "state is compared with a word in quotes")]
    [InlineData("{{ state }}{{ case service; when \"x\" }}x{{ else }}y{{ end }}", "service is not one of a few words")]
    [InlineData("{{ case state }} lost {{ when \"confirmed\" }}x{{ else }}y{{ end }}", "what stands before the first when is never shown")]
    [InlineData("{{ if state == \"confirmd\" }}x{{ end }}", "state is never confirmd")]
    public void A_choice_between_words_names_each_of_them(string choice, string reason) =>
        Assert.Contains(reason, Problem($"{{{{ service }}}} {{{{ time_slots | join }}}} {{{{ client_name }}}} {{{{ booking_id }}}} {choice}", "today_line").Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ case state; when \"confirmed\", \"rejected\" }}x{{ else }}y{{ end }}")]
    [InlineData("{{ if state == \"confirmed\" || (state != \"rejected\" && service) }}x{{ end }}")]
    public void A_choice_between_words_shows_the_value(string choice) =>
        Assert.Empty(Problems($"{{{{ service }}}} {{{{ time_slots | join }}}} {{{{ client_name }}}} {{{{ booking_id }}}} {choice}", "today_line"));

    [Fact]
    public void A_required_value_that_is_left_out_is_named() =>
        Assert.Equal("leaves out client_phone, which is required", Problem(Shown.Replace("{{ client_phone | phone }}", "", StringComparison.Ordinal)).Reason);

    [Theory]
    [InlineData("{{ if notes }}{{ people_count }}{{ end }}")]
    [InlineData("{{ if !people_count }}{{ people_count }}{{ end }}")]
    [InlineData("{{ if people_count }}{{ else }}{{ people_count }}{{ end }}")]
    [InlineData("{{ if notes }}{{ people_count }}{{ else if service }}x{{ else }}{{ people_count }}{{ end }}")]
    public void A_required_value_may_not_hide_in_a_condition(string hidden) =>
        Assert.Contains("people_count is required but is not always shown", Problem(Shown.Replace("{{ people_count }}", hidden, StringComparison.Ordinal)).Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ if people_count }}{{ people_count }}{{ end }}")]
    [InlineData("{{ if notes }}{{ people_count }}{{ else if !notes }}{{ people_count }}{{ else }}({{ people_count }}){{ end }}")]
    public void A_required_value_in_every_branch_is_always_shown(string shown) =>
        Assert.Empty(Problems(Shown.Replace("{{ people_count }}", shown, StringComparison.Ordinal)));

    [Fact]
    public void Conditions_comments_and_both_ways_of_calling_are_fine()
    {
        using var folder = new TemplateFolder();
        folder.Write("ru/booking_notification.sbn-html", $"{{{{# <x> }}}}{{{{## two <y>\nlines ##}}}}{Shown}{{{{ if notes }}}}<i>{{{{ notes }}}}</i>{{{{ else }}}}<b>-</b>{{{{ end }}}} {{{{ date date }}}} {{{{ join time_slots \" · \" }}}} {{{{ (time_slots | join ' | ') }}}} {{{{ \"<\" }}}}");

        using var library = new TemplateLibrary(new() { Folder = folder.Path });

        Assert.Empty(library.Problems);
        Assert.EndsWith("PH-2026/17<b>-</b> 24.12.2026 10:00 · 11:00 10:00 | 11:00 &lt;", library.Render("booking_notification", "ru", Values.Booking).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_cannot_fit_is_refused() =>
        Assert.Contains("longer than 4096", Problem(Shown + new string('x', 4096)).Reason, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_type_and_a_file_that_is_no_text_are_problems()
    {
        using var folder = new TemplateFolder();
        folder.Write("ru/booking_notifikation.sbn-html", "x");
        File.WriteAllBytes(folder.Write("ru/pending_empty.sbn-html", ""), [0xFF, 0xFE, 0x00]);

        using var library = new TemplateLibrary(new() { Folder = folder.Path });

        Assert.Equal(["there is no type of template booking_notifikation", "is not UTF-8"], library.Problems.Select(p => p.Reason));
    }

    [Fact]
    public void A_text_of_a_type_that_there_is_no_more_is_no_problem_and_not_read()
    {
        using var folder = new TemplateFolder();
        folder.Write("ru/undo_refused.sbn-html", "x");
        folder.Write("ru/undo_refused.hbs", "x");

        using var library = new TemplateLibrary(new() { Folder = folder.Path });

        Assert.Empty(library.Problems);
    }

    [Fact]
    public void A_new_language_must_have_every_type()
    {
        using var folder = new TemplateFolder();
        folder.Write("pl/pending_empty.sbn-html", "Nic nie czeka.");

        using var library = new TemplateLibrary(new() { Folder = folder.Path });

        var problem = Assert.Single(library.Problems);
        Assert.StartsWith("the language pl lacks booking_notification, ", problem.Reason, StringComparison.Ordinal);
        Assert.Equal("Nic nie czeka.", library.Render("pending_empty", "pl").Text);
        Assert.Equal("ru", library.Render("today_empty", "pl", Values.Of(new { date = "2026-12-24" })).Language);
    }

    [Fact]
    public void Every_language_has_every_type() =>
        Assert.All(TemplateContracts.All, contract => Assert.All(Templates.Sources.BuiltInTemplates.Languages, language =>
            Assert.Contains(Templates.Sources.BuiltInTemplates.All, t => t.Type == contract.Type && t.Language == language)));

    private static TemplateProblem Problem(string source, string type = "booking_notification") => Assert.Single(Problems(source, type));

    private static IReadOnlyList<TemplateProblem> Problems(string source, string type = "booking_notification")
    {
        using var folder = new TemplateFolder();
        folder.Write($"ru/{type}.sbn-html", source);
        using var library = new TemplateLibrary(new() { Folder = folder.Path });
        return library.Problems;
    }
}
