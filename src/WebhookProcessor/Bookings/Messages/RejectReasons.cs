using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>The preset reasons for a rejection (<c>REJECT_REASONS</c>). Default: those that any studio has, which are texts of each language. With none, Reject rejects at once.</summary>
public sealed partial class RejectReasons
{
    /// <summary>The setting's form.</summary>
    public const string Format = """a JSON object of up to 10 reasons of up to 60 characters for each language by its code in small letters, the same reasons in the same order, such as {"ru":["Занято","Нет мастера"],"en":["Fully booked","No photographer"]}; or none, and Reject rejects at once""";

    // Of two lists for one language one would be passed over.
    private static readonly JsonSerializerOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly string[] Texts = ["reject_reason_taken", "reject_reason_staff", "reject_reason_closed"];

    private readonly Func<string, IReadOnlyList<string>> _reasons;

    private readonly Func<IReadOnlyList<string>> _languages;

    private RejectReasons(Func<string, IReadOnlyList<string>> reasons, Func<IReadOnlyList<string>> languages, bool any = true) => (_reasons, _languages, Any) = (reasons, languages, any);

    /// <summary>No presets.</summary>
    public static RejectReasons None { get; } = new(_ => [], () => [], any: false);

    /// <summary>False when Reject rejects at once.</summary>
    public bool Any { get; }

    /// <summary>Registers what the setting says.</summary>
    public static void Add(IServiceCollection services, Settings settings)
    {
        var own = settings.Optional("REJECT_REASONS", Format, text => Parse(text) is not null);
        services.AddSingleton(s => own is null ? OfTexts(s.GetRequiredService<Localizer>()) : Parse(own)!);
    }

    /// <summary>The reasons of a studio that set none of its own.</summary>
    public static RejectReasons OfTexts(Localizer localizer) => new(language => [.. Texts.Select(text => localizer.Of(text, language))], () => localizer.Languages);

    /// <summary>Reads the setting; null when it has another form.</summary>
    public static RejectReasons? Parse(string text)
    {
        if (text == "none")
        {
            return None;
        }
        try
        {
            var read = JsonSerializer.Deserialize<Dictionary<string, string[]>>(text, Strict);
            return read is null || read.Count == 0 || read.Keys.Any(language => !LanguageCode().IsMatch(language)) || read.Values.Any(r => r is null || r.Length is 0 or > 10 || r.Any(one => one is null || BlankText.Is(one) || one.Trim().Length > 60))
                ? null
                : new(language => read.TryGetValue(language, out var reasons) ? reasons : read.Values.First(), () => [.. read.Keys]);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The reasons in a language; where the setting has none in it, those of its first.</summary>
    public IReadOnlyList<string> In(string language) => _reasons(language);

    /// <summary>A reason of one list in another language: that of the same place. Words of no list stay as they are, and so does a reason of a list that is longer or shorter, where the place says nothing.</summary>
    public string Translated(string reason, string language)
    {
        var languages = _languages();
        if (!languages.Contains(language, StringComparer.Ordinal) || In(language) is var own && own.Contains(reason, StringComparer.Ordinal))
        {
            return reason;
        }

        var list = languages.Select(In).FirstOrDefault(list => list.Count == own.Count && list.Contains(reason, StringComparer.Ordinal));
        return list is null ? reason : own[list.ToList().IndexOf(reason)];
    }

    /// <summary>
    /// What a reason's button carries: its place in the list, and twelve bits of a hash of its words, for the button may be older than the list.
    /// The place tells two reasons apart whose hashes happen to be equal.
    /// </summary>
    public static ushort Code(string reason, int place) => (ushort)((place << 12) | Hash(reason));

    /// <summary>The reason that a button was made for, wherever it stands in the list now; null when it does not.</summary>
    public string? Find(string language, ushort code)
    {
        var reasons = In(language);
        var alike = reasons.Where(reason => Hash(reason) == (code & 0xFFF)).Distinct(StringComparer.Ordinal).ToList();
        var there = reasons.ElementAtOrDefault(code >> 12);
        return there is not null && alike.Contains(there) ? there : alike.Count == 1 ? alike[0] : null;
    }

    /// <summary>
    /// The same, where the language is only likely: a press does not always say under which card its list stands, and another card of the chat may be in another language.
    /// In the other lists the reason must stand in its place, since each list more is one more chance for an equal hash.
    /// </summary>
    public string? FindInAny(string likely, ushort code) => Find(likely, code)
        ?? _languages().Where(language => language != likely).Select(language => In(language).ElementAtOrDefault(code >> 12)).FirstOrDefault(reason => reason is not null && Hash(reason) == (code & 0xFFF));

    [GeneratedRegex(@"^[a-z]{2,3}\z")]
    private static partial Regex LanguageCode();

    private static int Hash(string reason) => BinaryPrimitives.ReadUInt16BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(reason))) & 0xFFF;
}
