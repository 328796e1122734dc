using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.Templates.Hosting;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>Which language a text comes in.</summary>
public sealed class Languages
{
    [Fact]
    public void None_means_the_default()
    {
        using var library = new TemplateLibrary(new());

        Assert.Equal(("☀️ Заявок без решения нет.", "ru"), Of(library.Render("pending_empty", language: null)));
        Assert.Equal(("☀️ No booking awaits a decision.", "en"), Of(library.Render("pending_empty", "en")));
    }

    [Fact]
    public void A_language_that_lacks_the_template_falls_back_and_is_counted()
    {
        using var library = new TemplateLibrary(new() { DefaultLanguage = "en" });
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "templates.fallbacks")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (counted)
            {
                counted.Add(string.Join(' ', tags.ToArray().Select(t => t.Value)));
            }
        });
        listener.Start();

        var text = library.Render("pending_empty", "tlh");

        Assert.Equal(("☀️ No booking awaits a decision.", "en"), Of(text));
        Assert.Contains("pending_empty tlh", counted);
    }

    [Theory]
    [InlineData("pt-br", "en")]
    [InlineData("RU", "ru")]
    [InlineData("de-at", "de")]
    [InlineData("pl", "en")] // Begun, but not whole: half of a message would be in another language.
    [InlineData(null, "ru")]
    public void A_person_is_spoken_to_in_a_language_that_has_every_text(string? code, string expected)
    {
        using var folder = new TemplateFolder();
        folder.Write("pl/pending_empty.sbn-html", "Nic nie czeka.");
        using var library = new TemplateLibrary(new() { Folder = folder.Path });

        Assert.Equal(BuiltInTemplates.Languages, library.WholeLanguages);
        Assert.Equal(expected, library.LanguageOf(code));
    }

    [Fact]
    public void Any_language_with_a_whole_folder_may_be_the_studios()
    {
        using var folder = new TemplateFolder();
        foreach (var contract in TemplateContracts.All)
        {
            folder.Write($"pl/{contract.Type}.sbn-html", BuiltInTemplates.All.Single(text => text.Type == contract.Type && text.Language == "en").Source);
        }

        folder.Write("pl/pending_empty.sbn-html", "Nic nie czeka.");
        var settings = Settings(folder.Path, "pl");
        using var library = new TemplateLibrary(settings.Templates());

        Assert.Empty(settings.Problems);
        Assert.Equal(("Nic nie czeka.", "pl"), Of(library.Render("pending_empty", language: null)));
        Assert.Equal(("pl", "pl"), (library.LanguageOf("pl-pl"), library.LanguageOf(code: null)));
    }

    [Theory]
    [InlineData("pl")] // Not whole.
    [InlineData("../ru")]
    [InlineData("fr")]
    public void A_language_that_is_not_whole_stops_the_start_with_a_sentence(string language)
    {
        using var folder = new TemplateFolder();
        folder.Write("pl/pending_empty.sbn-html", "Nic nie czeka.");
        var settings = Settings(folder.Path, language);

        settings.Templates();

        Assert.Equal([$"DEFAULT_LANGUAGE is \"{language}\" but must be de or en or ru, or a folder under TEMPLATES_PATH that has every template; set it in the environment or the .env file."], settings.Problems);
    }

    private static Settings Settings(string folder, string language) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new("TEMPLATES_PATH", folder), new("DEFAULT_LANGUAGE", language)]).Build());

    private static (string, string) Of(RenderedText text) => (text.Text, text.Language);
}
