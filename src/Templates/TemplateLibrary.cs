using System.Diagnostics.Metrics;
using System.Text.Json;
using PhStudio.Messaging.Templates.Loading;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Templates;

/// <summary>
/// All texts that people read. Safe for any number of threads: rendering takes no lock, and a text is rendered wholly from one version of its template.
/// </summary>
public sealed class TemplateLibrary : IDisposable
{
    /// <summary>The meter's name; it counts <c>templates.fallbacks</c> by type and language, and <c>templates.refused</c> changes.</summary>
    public const string MeterName = "PhStudio.Messaging.Templates";

    // What most readers of no language of ours can read.
    private const string Fallback = "en";

    private readonly TemplateOptions _options;
    private readonly SetBuilder _builder;
    private readonly Func<string, string> _erased;
    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _refused;
    private readonly ITimer? _timer;
    private readonly Lock _reloading = new();
    private OverrideFolder.Reading? _lastSeen;
    private OverrideFolder.Reading? _lastUsed;
    private volatile TemplateSet _current;
    private volatile IReadOnlyList<TemplateProblem> _problems = [];

    /// <summary>Loads the built-in templates and what the folder overrides, and begins to watch the folder.</summary>
    /// <param name="options">Where from.</param>
    /// <param name="clock">Paces the watching. Default: the system's.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="TimeZoneNotFoundException">There is no such time zone.</exception>
    public TemplateLibrary(TemplateOptions options, TimeProvider? clock = null)
    {
        _options = options;
        Zone = TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone);
        _builder = new(new(Zone));
        _erased = language => Find("name_erased", language).Render(given: null).Text;
        _current = _builder.BuiltIn();
        _fallbacks = _meter.CreateCounter<long>("templates.fallbacks", description: "Texts in the default language for want of a template in the recipient's.");
        _refused = _meter.CreateCounter<long>("templates.refused", description: "Broken changes of templates; the last good version goes on.");
        // An alert counts it: a series that began at 1 would have risen by nothing.
        _refused.Add(0);
        if (options.Folder is not null)
        {
            _lastSeen = OverrideFolder.Read(options.Folder);
            Use(_lastSeen);
            _timer = (clock ?? TimeProvider.System).CreateTimer(_ => Poll(), state: null, options.PollInterval, options.PollInterval);
        }
    }

    /// <summary>Raised after a change was taken or refused, on the watching thread.</summary>
    public event Action<TemplateReload>? Reloaded;

    /// <summary>Everything that is wrong now; the last good versions go on.</summary>
    public IReadOnlyList<TemplateProblem> Problems => _problems;

    public string DefaultLanguage => _options.DefaultLanguage;

    /// <summary>The languages that have templates.</summary>
    public IReadOnlyList<string> Languages => [.. _current.Languages.Order(StringComparer.Ordinal)];

    /// <summary>The languages that people can be addressed in: those that have every template, so that no message mixes two.</summary>
    public IReadOnlyList<string> WholeLanguages => _current.WholeLanguages;

    /// <summary>The language for the language code of a person's app, such as <c>pt-br</c>: its own where we speak it, else English; the studio's where the app does not say.</summary>
    public string LanguageOf(string? code)
    {
        if (code is null)
        {
            return DefaultLanguage;
        }

        var language = code.Split('-')[0].ToLowerInvariant();
        return WholeLanguages.Contains(language, StringComparer.Ordinal) ? language
            : WholeLanguages.Contains(Fallback, StringComparer.Ordinal) ? Fallback : DefaultLanguage;
    }

    /// <summary>The sources in use, by type and language.</summary>
    public IEnumerable<TemplateText> Sources => _current.All.Select(t => t.Text);

    internal TimeZoneInfo Zone { get; }

    /// <summary>Renders a text.</summary>
    /// <param name="type">The template's type.</param>
    /// <param name="language">The reader's language, or null for the default. Where it lacks the template, the default language stands in and is counted.</param>
    /// <param name="values">The values by name; those that the contract does not know are ignored.</param>
    /// <exception cref="TemplateException">There is no such type, or a value is missing or wrong; it is named.</exception>
    public RenderedText Render(string type, string? language, IReadOnlyDictionary<string, JsonElement>? values = null) =>
        Render(Find(type, language ?? DefaultLanguage), values);

    /// <summary>Renders the text of a popup, a button or a menu entry, which has no markup.</summary>
    /// <exception cref="TemplateException">As in <see cref="Render"/>, and when the type is that of a message.</exception>
    public string RenderPlain(string type, string? language, IReadOnlyDictionary<string, JsonElement>? values = null)
    {
        var template = Find(type, language ?? DefaultLanguage);
        return template.Contract.Markup
            ? throw new TemplateException(type, template.Text.Language, value: null, "is a message with markup, not a plain text")
            : Render(template, values).Text;
    }

    /// <summary>True where there is a folder into which texts can be saved. Whether it can be written, a saving shows.</summary>
    public bool HasFolder => _options.Folder is not null;

    /// <summary>Puts a text into the folder, where every service finds it within seconds. It must have passed the checks of a draft. Returns the one that it replaces; null where there was none.</summary>
    /// <exception cref="InvalidOperationException">There is no folder.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public string? Save(string type, string language, string source) => OverrideFolder.Write(Folder, type, language, source);

    /// <summary>Takes a text out of the folder: the one that ships is in use again. Returns it; null where there was none.</summary>
    /// <exception cref="InvalidOperationException">There is no folder.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public string? Remove(string type, string language) => OverrideFolder.Delete(Folder, type, language);

    private string Folder => _options.Folder ?? throw new InvalidOperationException("There is no folder for templates: TEMPLATES_PATH is unset.");

    /// <summary>The source in use for a type in just this language, or null.</summary>
    public TemplateText? Source(string type, string language) => _current.Find(type, language)?.Text;

    public void Dispose()
    {
        _timer?.Dispose();
        _meter.Dispose();
    }

    private RenderedText Render(LoadedTemplate template, IReadOnlyDictionary<string, JsonElement>? values) =>
        template.Render(values, _erased);

    private LoadedTemplate Find(string type, string language)
    {
        var set = _current;
        if (set.Find(type, language) is { } template)
        {
            return template;
        }

        if (TemplateContracts.Find(type) is null || (set.Find(type, DefaultLanguage) ?? set.Find(type, Fallback)) is not { } standIn)
        {
            throw new TemplateException(type, language, value: null, "there is no such template");
        }

        _fallbacks.Add(1, new("type", type), new("language", language));
        return standIn;
    }

    private void Poll()
    {
        lock (_reloading)
        {
            var reading = ReadFolder();
            var settled = reading.SameAs(_lastSeen);
            _lastSeen = reading;

            // An editor writes a file in pieces: what two readings agree on is complete.
            if (settled && !reading.SameAs(_lastUsed))
            {
                Use(reading);
            }
        }
    }

    private OverrideFolder.Reading ReadFolder()
    {
        try
        {
            return OverrideFolder.Read(_options.Folder!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A mount that went away: the templates that were read from it stay.
            var kept = _current.All.Where(t => !t.Text.BuiltIn).Select(t => t.Text);
            return new([.. kept], [new(_options.Folder!, 0, 0, $"the folder cannot be read ({e.GetType().Name})")], new HashSet<(string, string)>());
        }
    }

    private void Use(OverrideFolder.Reading reading)
    {
        var before = _current;
        var next = _builder.Next(before, reading, out var found);
        _lastUsed = reading;
        _problems = found;
        _current = next;
        _refused.Add(found.Count);
        var changed = next.All.Where(t => before.Find(t.Text.Type, t.Text.Language) != t).Select(t => $"{t.Text.Language}/{t.Text.Type}");
        Reloaded?.Invoke(new([.. changed.Order(StringComparer.Ordinal)], found));
    }
}
