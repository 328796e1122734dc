using System.Diagnostics.Metrics;

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

    private static (string, string) Of(RenderedText text) => (text.Text, text.Language);
}
