using PhStudio.Messaging.Templates.Preview;
using PhStudio.Messaging.Templates.Sources;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>No source costs more than a bounded time, in a preview as in a file.</summary>
public sealed class Bounds(BuiltInLibrary builtIn) : IClassFixture<BuiltInLibrary>
{
    public static TheoryData<string, string> Deep()
    {
        static string Times(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
        return new()
        {
            { Times("{{if notes}}", 33) + "x" + Times("{{end}}", 33), "is nested deeper than 32" },
            { Times("{{if notes}}", 3000) + "x" + Times("{{end}}", 3000), "is nested deeper than 32" },
            { Times("{{if notes}}", 3000), "is nested deeper than 32" },
            { $"{{{{if notes}}}}{Times("{{else if notes}}", 3000)}{{{{end}}}}", "is nested deeper than 32" },
            { $"{{{{ {Times("(", 20_000)} }}}}", "is nested deeper than 32" },
            { $"{{{{if {Times("!", 20_000)}notes}}}}x{{{{end}}}}", "is nested deeper than 32" },
            { $"{{{{if notes{Times("&&notes", 5000)}}}}}x{{{{end}}}}", "is nested deeper than 32" },
            { $"{{{{ notes{Times("|phone", 5000)}}}}}", "is nested deeper than 32" },
            { $"{{{{ x{Times("[x", 20_000)}}}}}", "is nested deeper than 32" },
            { $"{{{{ x{Times(".x", 20_000)}}}}}", "is nested deeper than 32" },
            { $"{{{{ {Times("$\"{", 15_000)}}}}}", "" },
            { Times("{{", 32_000), "" },
            { Times("{{notes}}", 6000) + Times("x", 4097), "longer than 4096" },
            { new string('x', 64 * 1024 + 1), "is larger than 64 KB" },
            { new string('ж', 32 * 1024 + 1), "is larger than 64 KB" },
        };
    }

    [Theory]
    [MemberData(nameof(Deep))]
    public void A_hostile_source_is_refused(string source, string reason)
    {
        var preview = new TemplatePreview { Source = source, Values = Values.Booking }.Preview(builtIn.Library);
        using var folder = new TemplateFolder();
        folder.Write("ru/pending_empty.sbn-html", source);
        using var library = new TemplateLibrary(new() { Folder = folder.Path });

        Assert.Null(preview.Text);
        Assert.Contains(reason, preview.Problems[0].Reason, StringComparison.Ordinal);
        Assert.NotEmpty(library.Problems);
        Assert.True(library.Source("pending_empty", "ru")!.BuiltIn);
    }

    [Fact]
    public void A_source_as_deep_as_allowed_is_taken()
    {
        const int Blocks = 14;
        var source = string.Concat(Enumerable.Repeat("{{if notes}}", Blocks)) + "x" + string.Concat(Enumerable.Repeat("{{else}}-{{end}}", Blocks));

        Assert.Equal("-", new TemplatePreview { Source = source, Values = Values.Booking }.Preview(builtIn.Library).Text!.Text);
    }

    [Fact]
    public void Values_of_megabytes_cost_no_more_than_a_messages_length()
    {
        var values = Values.Booking.With("notes", new string('&', 4_000_000)).With("client_name", new string('<', 4_000_000)).With("time_slots", Enumerable.Repeat("10:00", 200_000));

        var rendered = builtIn.Library.Render("booking_notification", "ru", values);

        Assert.True(rendered.Cut);
        Assert.InRange(rendered.Length, 4000, 4096);
    }

    [Fact]
    public void A_value_shown_many_times_is_cut_all_the_same()
    {
        var source = string.Concat(Enumerable.Repeat("x{{notes}} ", 20)) + "{{if reason}}{{service}}{{end}}";
        var values = Values.Of(new { notes = new string('x', 3000), service = new string('y', 4000) });

        var preview = new TemplatePreview { Source = source, Values = values }.Preview(builtIn.Library);

        Assert.Empty(preview.Problems);
        Assert.True(preview.Text!.Cut);
        Assert.InRange(preview.Text.Length, 1, 4096);
    }

    [Fact]
    public void More_output_than_the_limit_is_an_error_that_names_the_template()
    {
        var source = string.Concat(Enumerable.Repeat("x{{notes}}", 4000));

        var preview = new TemplatePreview { Source = source, Values = Values.Of(new { notes = new string('x', 3000) }) }.Preview(builtIn.Library);

        Assert.Null(preview.Text);
        Assert.Contains($"gives more than {TemplateLimits.Output} characters", preview.Problems[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_who_left_is_not_worked_for()
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();

        Assert.Throws<OperationCanceledException>(() => new TemplatePreview { Source = "{{notes}}", Values = Values.Booking }.Preview(builtIn.Library, gone.Token));
        Assert.Equal("x", new TemplatePreview { Source = "x{{notes}}", Values = Values.Booking }.Preview(builtIn.Library, CancellationToken.None).Text!.Text);
    }
}
