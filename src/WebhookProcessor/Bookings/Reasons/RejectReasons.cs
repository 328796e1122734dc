using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Reasons;

/// <summary>The preset reasons for a rejection (<c>REJECT_REASONS</c>). Default: <see cref="Default"/>. With none, Reject rejects at once.</summary>
public sealed class RejectReasons
{
    /// <summary>The setting's form.</summary>
    public const string Format = """a JSON object of up to 10 reasons of up to 60 characters for each language, such as {"ru":["Занято","Нет мастера"],"en":["Fully booked","No photographer"]}; or none, and Reject rejects at once""";

    /// <summary>The reasons of a studio that set none of its own: the ones that any studio has.</summary>
    public const string Default = """{"ru":["Время уже занято","Нет свободного фотографа","Студия закрыта в этот день"],"en":["The time is taken","No photographer is free","The studio is closed that day"],"de":["Der Termin ist vergeben","Kein Fotograf ist frei","Das Studio ist an diesem Tag geschlossen"]}""";

    private readonly Dictionary<string, string[]> _byLanguage;

    private RejectReasons(Dictionary<string, string[]> byLanguage) => _byLanguage = byLanguage;

    /// <summary>No presets.</summary>
    public static RejectReasons None { get; } = new([]);

    /// <summary>False when Reject rejects at once.</summary>
    public bool Any => _byLanguage.Count > 0;

    /// <summary>Registers what the setting says.</summary>
    public static void Add(IServiceCollection services, Settings settings) =>
        services.AddSingleton(Parse(settings.Text("REJECT_REASONS", Format, Default, text => Parse(text) is not null)) ?? None);

    /// <summary>Reads the setting; null when it has another form.</summary>
    public static RejectReasons? Parse(string text)
    {
        if (text == "none")
        {
            return None;
        }
        try
        {
            var read = JsonSerializer.Deserialize<Dictionary<string, string[]>>(text);
            return read is null || read.Count == 0 || read.Values.Any(r => r is null || r.Length is 0 or > 10 || r.Any(one => one is null || one.Trim().Length is 0 or > 60))
                ? null
                : new(read);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The reasons in a language, or in the first one of the setting.</summary>
    public IReadOnlyList<string> In(string language) => _byLanguage.TryGetValue(language, out var reasons) ? reasons : _byLanguage.Values.FirstOrDefault() ?? [];

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

    private static int Hash(string reason) => BinaryPrimitives.ReadUInt16BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(reason))) & 0xFFF;
}
