using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Browsers;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>Reads <c>GATEWAY_API_KEYS</c> and <c>GATEWAY_API_KEY</c>.</summary>
internal static class KeySettings
{
    private const string Name = "GATEWAY_API_KEYS";
    private const string Format = """a JSON array of {"name","hash","roles","expires"}, as "gateway keys new NAME --roles ..." prints its entries""";

    public static void AddAccess(this IHostApplicationBuilder builder)
    {
        var settings = builder.Settings();
        var keys = Read(settings, settings.OptionalSecret(Name, Format));
        const string KeyForm = "a text of at least 16 characters in one line, which a header can carry (ASCII); required unless GATEWAY_API_KEYS has keys";
        var key = keys is null
            ? settings.Secret("GATEWAY_API_KEY", KeyForm, IsKey)
            : settings.OptionalSecret("GATEWAY_API_KEY", KeyForm, IsKey);
        if (settings.NotGuessable("GATEWAY_API_KEY", key) is { Length: > 0 } one)
        {
            keys = [.. keys ?? [], new KeyEntry(new Caller("GATEWAY_API_KEY", new HashSet<Role> { Role.Administer }, SpeaksForOthers: true), KeyEntry.HashOf(one), Expires: null)];
        }

        builder.Services.AddSingleton(services => new KeyRing(keys ?? [], services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(new RefusalOptions(settings.Seconds("GATEWAY_REFUSAL_DELAY", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30))));
        builder.Services.AddSingleton<RefusedCalls>();
        builder.Services.AddHostedService<KeyMetrics>();
        builder.Services.NoteBrowserRefusals(services => services.GetRequiredService<RefusedCalls>().NoteAsync);
    }

    // A file of two lines, or another alphabet, would be a key that no call can bring.
    private static bool IsKey(string text) => text.Length >= GuessableSecret.MinLength && text.All(letter => letter is >= ' ' and <= '~');

    /// <summary>The keys of the setting; null where there are none.</summary>
    private static List<KeyEntry>? Read(Settings settings, string? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("it is no array");
            }

            var entries = document.RootElement.EnumerateArray().Select((entry, at) => ReadEntry(entry, at + 1)).ToList();
            return entries.Count > 0 ? entries : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // A text that is no JSON is not quoted: it may be a key in the wrong setting.
            settings.Refuse($"{Name} is set but has the wrong form: {(e switch { JsonException => "it is no JSON", InvalidOperationException => "it holds half a surrogate pair", _ => e.Message })}. It must be {Format}; set it in the environment, the .env file, or a file named by {Name}_FILE.");
            return [];
        }
    }

    private static KeyEntry ReadEntry(JsonElement entry, int number)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"entry {number} is no object");
        }

        if (entry.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal).FirstOrDefault(members => members.Count() > 1) is { Key: var twice })
        {
            throw new FormatException($"entry {number} gives \"{twice}\" twice");
        }

        var name = Text(entry, "name");
        if (name is null || !IsName(name))
        {
            throw new FormatException($"entry {number} needs a \"name\" of 1 to 100 characters");
        }

        var hash = KeyEntry.ReadHash(Text(entry, "hash")) ?? throw new FormatException($"the \"hash\" of {name} must be \"{KeyEntry.HashPrefix}\" and 64 hexadecimal digits");
        var roles = entry.TryGetProperty("roles", out var named) && named.ValueKind == JsonValueKind.Array
            ? named.EnumerateArray().Select(role => role.ValueKind == JsonValueKind.String ? Roles.Find(role.GetString()) : null).ToList()
            : [];
        if (roles.Count == 0 || roles.Contains(null))
        {
            throw new FormatException($"the \"roles\" of {name} must be a list of {Roles.Names}");
        }

        if (entry.EnumerateObject().Select(member => member.Name).FirstOrDefault(member => member is not ("name" or "hash" or "roles" or "expires" or "speaks_for_others")) is { } unknown)
        {
            throw new FormatException($"{name} has \"{unknown}\", which is not known");
        }

        var forOthers = entry.TryGetProperty("speaks_for_others", out var speaks) && speaks.ValueKind == JsonValueKind.True;
        if (!forOthers && speaks.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.False or JsonValueKind.Null))
        {
            throw new FormatException($"\"speaks_for_others\" of {name} must be true or false");
        }

        return new KeyEntry(new Caller(name, roles.Select(role => role!.Value).ToHashSet(), forOthers), hash, Expiry(entry, name));
    }

    private static DateTimeOffset? Expiry(JsonElement entry, string name)
    {
        if (!entry.TryGetProperty("expires", out var expires) || expires.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return expires.ValueKind == JsonValueKind.String && ReadMoment(expires.GetString()!) is { } moment
            ? moment
            : throw new FormatException($"\"expires\" of {name} must be a day such as 2027-01-31 or a moment with its offset such as 2027-01-31T12:00:00Z");
    }

    /// <summary>True for what a key can be called.</summary>
    public static bool IsName(string text) => text.Length <= 100 && !text.Any(char.IsControl) && !BlankText.Is(text);

    /// <summary>A day, which begins in UTC, or a moment with its offset; null for anything else.</summary>
    public static DateTimeOffset? ReadMoment(string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", .. ListQuery.MomentFormats], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
