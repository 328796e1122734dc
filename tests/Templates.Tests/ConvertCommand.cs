using System.Text.Json;
using PhStudio.Messaging.Templates.Conversion;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Hosting;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary><c>templates convert PATH</c> rewrites the files of those who kept theirs in the form of Handlebars.</summary>
public sealed class ConvertCommand : IDisposable
{
    private const string Mark = "=== ";

    private readonly TemplateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static readonly string[] New = ["📍", "🔁 <b>", "ℹ️ Вход", "ℹ️ <b>Told", "ℹ️ <b>Сообщено", "🔇 ", "⏰ Анна", "⏰ Борис"];

    // Said in other words since: without an English reason or the Sender's name inside, and with one more language.
    private static readonly string[] Reworded = ["status_telegram", "status_webhook", "status_sender", "language_usage", "menu_language"];

    public static TheoryData<string, string> All() => [.. Old.Keys.Where(key => !Reworded.Contains(key.Type)).Select(key => (key.Language, key.Type))];

    // The texts that shipped in the old form, each under its file's name.
    private static Dictionary<(string Language, string Type), string> Old { get; } =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "handlebars.txt"))
            .Split($"\n{Mark}")
            .Select(part => part.TrimStart('=', ' ').Split('\n', 2))
            .ToDictionary(part => (part[0][..2], part[0][3..^OldForms.Handlebars.Length]), part => part[1]);

    [Fact]
    public void Every_old_text_is_of_a_type_that_still_ships()
    {
        Assert.Equal(158, Old.Count);
        Assert.Subset(BuiltInTemplates.All.Select(t => (t.Language, t.Type)).ToHashSet(), Old.Keys.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_text_that_shipped_converts_to_one_of_the_same_characters(string language, string type)
    {
        var old = _folder.Write($"{language}/{type}.hbs", Old[(language, type)]);
        Assert.Equal(0, Run("convert").Code);
        using var library = new TemplateLibrary(new() { Folder = _folder.Path });

        Assert.Empty(library.Problems);
        Assert.False(library.Source(type, language)!.BuiltIn);
        // The old texts knew neither the place of a session, nor where it was moved from, nor what is told with a confirmation, nor a manager or a customer who cannot be reached.
        var reviewed = string.Join('\n', GoldenFiles.Reviewed(language, type).Replace(", Студия на Невском, 20", "", StringComparison.Ordinal).Split('\n').Where(line => !New.Any(part => line.StartsWith(part, StringComparison.Ordinal)) && !line.Contains("/start", StringComparison.Ordinal)));
        Assert.Equal(reviewed, GoldenFiles.Rendered(library, language, type));
        Assert.Equal(Old[(language, type)], File.ReadAllText($"{old}.old"));
        Assert.False(File.Exists(old));
    }

    [Theory]
    [InlineData("ru", "language_usage", "Выберите язык: <code>/language ru</code> или <code>/language en</code>")]
    [InlineData("en", "language_usage", "Choose a language: <code>/language ru</code> or <code>/language en</code>")]
    [InlineData("ru", "menu_language", "язык: ru или en")]
    [InlineData("en", "menu_language", "language: ru or en")]
    [InlineData("ru", "status_webhook", "Telegram не смог доставить обновление: 502")]
    [InlineData("en", "status_webhook", "Telegram could not deliver an update: 502")]
    public void A_text_that_is_reworded_today_converts_to_its_old_words(string language, string type, string words)
    {
        _folder.Write($"{language}/{type}.hbs", Old[(language, type)]);
        Assert.Equal(0, Run("convert").Code);
        using var library = new TemplateLibrary(new() { Folder = _folder.Path });

        Assert.Empty(library.Problems);
        Assert.Equal(words, library.Render(type, language, new Dictionary<string, JsonElement> { ["reason"] = JsonElement.Parse("\"502\"") }.Where(value => type == "status_webhook").ToDictionary()).Text);
    }

    /// <summary>The one text whose value is given no more: it was an English sentence in a text of any language.</summary>
    [Theory]
    [InlineData("ru")]
    [InlineData("en")]
    public void A_text_with_a_value_that_is_given_no_more_is_named_and_left(string language)
    {
        var file = _folder.Write($"{language}/status_telegram.hbs", Old[(language, "status_telegram")]);

        var (code, output) = Run("convert");

        Assert.Equal(1, code);
        Assert.Contains("reason", output, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Theory]
    [InlineData("{{#if a}}x{{else}}y{{/if}}", "{{ if a }}x{{ else }}y{{ end }}")]
    [InlineData("a\n  {{#unless a}}\nx\n{{^}}\ny\n{{/unless}}\nz", "a\n  {{~ if !a ~}}\nx\n{{~ else ~}}\ny\n{{~ end ~}}\nz")]
    [InlineData("a\n{{! <one> }}\n{{!-- {{two}} ## --}}\nb {{!three}}", "a\n{{~ ## <one> ## ~}}\n{{~ ## {{two} } # # ## ~}}\nb {{ ## three ## }}")]
    [InlineData("a {{~b~}} c", "a {{- b -}} c")]
    [InlineData("{{join t ' \\ '}}", "{{ t | join ' \\\\ ' }}")]
    [InlineData("{{case s \"a\" \"<1>\" \"b\" \"2\"}}", "{{ case s; when \"a\" }}&lt;1&gt;{{ when \"b\" }}2{{ end }}")]
    [InlineData("{%{x}%} {%", "{{ \"{\" }}%{x}%} {{ \"{\" }}%")]
    public void Each_form_has_its_counterpart(string old, string converted) =>
        Assert.Equal(converted, HandlebarsConverter.Convert(old, markup: true));

    [Fact]
    public void A_text_without_markup_is_not_escaped() =>
        Assert.Equal("{{ case s; when \"a\" }}<1>{{ end }}", HandlebarsConverter.Convert("{{case s \"a\" \"<1>\"}}", markup: false));

    [Theory]
    [InlineData("ok\n {{{client_name}}}", ":2:2: ", "has no counterpart")]
    [InlineData("{{> part}}", ":1:1: ", "has no counterpart")]
    [InlineData("{{#each times}}x{{/each}}", ":1:1: ", "has no counterpart")]
    [InlineData("{{}}", ":1:1: ", "has no counterpart")]
    [InlineData("{{count", ":1:1: ", "is not closed by }}")]
    [InlineData("<b>{{count}}", ":1:1: ", "the tag <b> is not closed")]
    public void What_cannot_be_rewritten_is_named_and_left(string old, string place, string reason)
    {
        var file = _folder.Write("ru/pending_head.hbs", old);

        var (code, output) = Run("convert");

        Assert.Equal(1, code);
        Assert.StartsWith($"{file}{place}", output, StringComparison.Ordinal);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_new_file_is_never_overwritten_and_a_file_of_no_type_is_named()
    {
        var one = _folder.Write("ru/pending_head.hbs", "{{count}} old");
        var mine = _folder.Write("ru/pending_head.sbn-html", "{{ count }} new");
        var two = _folder.Write("en/no_such.hbs", "x");

        Assert.Equal((1, $"{two}: there is no type of template no_such\n{one}: {mine} is there already\n2 problems.\n"), Run("convert"));
        Assert.Equal("{{ count }} new", File.ReadAllText(mine));
    }

    [Fact]
    public void A_folder_with_old_files_is_named_in_one_sentence_until_they_are_rewritten()
    {
        _folder.Write("ru/pending_head.hbs", "{{count}} мои");
        _folder.Write("en/pending_head.hbs", "{{count}} mine");
        using (var library = new TemplateLibrary(new() { Folder = _folder.Path }))
        {
            Assert.Equal($"{_folder.Path}: has 2 templates in an old form (.hbs, .j2, .jinja, .jinja2), which are not read: \"templates convert {_folder.Path}\" rewrites them", Assert.Single(library.Problems).ToString());
            Assert.True(library.Source("pending_head", "ru")!.BuiltIn);
        }

        var (code, output) = Run("convert");
        Assert.Equal(0, code);
        Assert.EndsWith("2 templates rewritten.\n", output, StringComparison.Ordinal);
        using var after = new TemplateLibrary(new() { Folder = _folder.Path });
        Assert.Empty(after.Problems);
        Assert.Equal("5 мои", after.Render("pending_head", "ru", Values.Of(new { count = 5 })).Text);
        Assert.Equal((0, "0 templates rewritten.\n"), Run("convert"));
        Assert.Equal(0, Run("check").Code);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        _folder.Write("en/pending_head.hbs", "{{count}} mine");
        // Where the new file belongs: nobody, not even root, writes a folder.
        Directory.CreateDirectory(Path.Combine(_folder.Path, "en", "pending_head.sbn-html"));

        var (code, output) = Run("convert");

        Assert.Equal(1, code);
        Assert.Contains("pending_head.hbs: cannot be rewritten: ", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "en", "pending_head.hbs")));
    }

    [Fact]
    public void The_help_names_both_commands()
    {
        using var output = new StringWriter { NewLine = "\n" };

        Assert.Equal(0, TemplatesCommand.Run(["templates", "--help"], output));
        Assert.Contains("templates check [PATH]", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("templates convert PATH", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("language/type.sbn-html", output.ToString(), StringComparison.Ordinal);
    }

    private (int Code, string Output) Run(string command)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return (TemplatesCommand.Run(["templates", command, _folder.Path], output), output.ToString());
    }
}
