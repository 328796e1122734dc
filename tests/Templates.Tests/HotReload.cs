using Microsoft.Extensions.Time.Testing;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>A change in the folder is picked up without a restart; a broken one leaves the last good version.</summary>
public sealed class HotReload : IDisposable
{
    private readonly TemplateFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_changed_file_is_used_after_two_readings_agree()
    {
        _folder.Write("ru/pending_empty.sbn-html", "один");
        using var library = Library();
        Assert.Equal("один", library.Render("pending_empty", "ru").Text);

        _folder.Write("ru/pending_empty.sbn-html", "два");
        Tick();
        Assert.Equal("один", library.Render("pending_empty", "ru").Text);
        Tick();

        Assert.Equal("два", library.Render("pending_empty", "ru").Text);
    }

    [Fact]
    public void A_file_written_in_pieces_is_used_when_it_is_whole()
    {
        using var library = Library();
        var seen = new List<string>();

        foreach (var piece in (string[])["", "За", "Заявок нет", "Заявок нет."])
        {
            _folder.Write("ru/pending_empty.sbn-html", piece);
            Tick();
            seen.Add(library.Render("pending_empty", "ru").Text);
        }

        Tick();
        Assert.All(seen, text => Assert.Equal("☀️ Заявок без решения нет.", text));
        Assert.Equal("Заявок нет.", library.Render("pending_empty", "ru").Text);
        Assert.Empty(library.Problems);
    }

    [Fact]
    public void A_broken_change_is_refused_and_mended_later()
    {
        _folder.Write("ru/pending_empty.sbn-html", "хорошо");
        using var library = Library();
        var reloads = new List<TemplateReload>();
        library.Reloaded += reloads.Add;

        var file = _folder.Write("ru/pending_empty.sbn-html", "плохо\n<b>");
        Settle();
        Assert.Equal("хорошо", library.Render("pending_empty", "ru").Text);
        Assert.Equal([new(file, 2, 1, "the tag <b> is not closed")], library.Problems);
        Assert.Equal($"{file}:2:1: the tag <b> is not closed", library.Problems[0].ToString());

        _folder.Write("ru/pending_empty.sbn-html", "лучше");
        Settle();
        Assert.Equal("лучше", library.Render("pending_empty", "ru").Text);
        Assert.Empty(library.Problems);
        Assert.Equal(["", "ru/pending_empty"], reloads.Select(r => string.Join(' ', r.Changed)));
    }

    [Fact]
    public void A_file_that_is_broken_at_the_start_leaves_the_built_in_template()
    {
        _folder.Write("ru/pending_empty.sbn-html", "{{oops}}");

        using var library = Library();

        Assert.Equal("☀️ Заявок без решения нет.", library.Render("pending_empty", "ru").Text);
        Assert.Contains("pending_empty has no value oops; it has none", library.Problems[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_taken_away_gives_back_the_built_in_template()
    {
        _folder.Write("ru/pending_empty.sbn-html", "своё");
        using var library = Library();

        _folder.Delete("ru/pending_empty.sbn-html");
        Settle();

        Assert.Equal("☀️ Заявок без решения нет.", library.Render("pending_empty", "ru").Text);
    }

    [Fact]
    public void A_folder_that_goes_away_leaves_its_templates_in_use()
    {
        _folder.Write("ru/pending_empty.sbn-html", "своё");
        using var library = Library();

        _folder.Dispose();
        Settle();

        Assert.Equal("своё", library.Render("pending_empty", "ru").Text);
        Assert.Contains("the folder cannot be read", library.Problems[0].Reason, StringComparison.Ordinal);

        _folder.Write("ru/pending_empty.sbn-html", "снова");
        Settle();
        Assert.Equal("снова", library.Render("pending_empty", "ru").Text);
        Assert.Empty(library.Problems);
    }

    [Fact]
    public void A_folder_that_never_was_stops_the_start() =>
        Assert.Throws<DirectoryNotFoundException>(() => new TemplateLibrary(new() { Folder = Path.Combine(_folder.Path, "none") }));

    [Fact]
    public async Task Changing_a_template_under_load_mangles_no_text()
    {
        string[] versions = [.. Enumerable.Range(0, 6).Select(i => $"<b>{new string((char)('а' + i), 200)}</b>\n{{{{ time_slots | join }}}} {{{{service}}}} {{{{client_name}}}} {{{{booking_id}}}} {new string((char)('а' + i), 200)}{{{{ case state; when \"confirmed\" }}}}2{{{{ else }}}}1{{{{ end }}}}")];
        _folder.Write("ru/today_line.sbn-html", versions[0]);
        using var library = new TemplateLibrary(new() { Folder = _folder.Path, PollInterval = TimeSpan.FromMilliseconds(10) });
        var values = Values.Booking.With("state", "confirmed");
        string Rendered(string version) => $"<b>{version[3..203]}</b>\n10:00, 11:00 Семейная фотосессия Анна PH-2026/17 {version[3..203]}2";
        var allowed = versions.Select(Rendered).ToHashSet(StringComparer.Ordinal);
        using var done = new CancellationTokenSource();
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                seen.AddOrUpdate(library.Render("today_line", "ru", values).Text, 1, (_, n) => n + 1);
            }
        })).ToArray();

        foreach (var version in versions)
        {
            _folder.Write("ru/today_line.sbn-html", version);
            await UntilShownAsync(Rendered(version));
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Subset(allowed, seen.Keys.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(versions.Length, seen.Count);

        Task UntilShownAsync(string text) => Eventually.TrueAsync("the changed template is in use", () => seen.ContainsKey(text), TimeSpan.FromSeconds(60));
    }

    private TemplateLibrary Library() => new(new() { Folder = _folder.Path }, _clock);

    private void Tick() => _clock.Advance(TimeSpan.FromSeconds(1));

    private void Settle()
    {
        Tick();
        Tick();
    }
}
