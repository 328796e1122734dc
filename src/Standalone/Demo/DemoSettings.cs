using System.Security.Cryptography;
using Microsoft.Extensions.Configuration.Memory;
using PhStudio.Messaging.Gateway.Operations;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.Templates.Sources;

namespace PhStudio.Messaging.Standalone.Demo;

/// <summary>
/// The defaults of Standalone: with no bot token the emulator plays Telegram. Every value is overridden by the same setting
/// in the environment.
/// </summary>
internal static partial class DemoSettings
{
    /// <summary>The Gateway's key of a Standalone that was given none; it listens on this machine only.</summary>
    public const string ApiKey = "demo-key-of-standalone";

    private const string Key = "GATEWAY_API_KEY";

    /// <summary>Sets up the emulator where no bot token is given, and sensible values for the rest.</summary>
    public static void AddDemo(this WebApplicationBuilder builder)
    {
        var given = builder.Configuration;
        var gateway = AddressOf(given["urls"], given["http_ports"]);
        var emulator = builder.Settings().Address("EMULATOR_URL", "http://localhost:5081").AbsoluteUri.TrimEnd('/');
        var language = LanguageOf(given["LC_ALL"] ?? given["LC_MESSAGES"] ?? given["LANG"]);
        Describe(builder.Settings());
        if (IsGiven(given, "TELEGRAM_BOT_TOKEN"))
        {
            // With a real bot the key of the README must not open anything.
            var own = IsGiven(given, Key) || IsGiven(given, "GATEWAY_API_KEYS") ? null : OwnKey.Find();
            Default(given, [.. Common(language), .. own is null ? Array.Empty<KeyValuePair<string, string?>>() : [new(Key + "_FILE", own.Path)]]);
            AddWelcome(builder, gateway, emulator: null, demoKey: null, own);
            return;
        }

        Default(given, [.. Common(language), .. Emulated(gateway, emulator)]);
        var key = builder.Settings().OptionalSecret(Key, "a text of at least 16 characters");
        AddEmulator(builder, gateway, emulator, key);
        AddWelcome(builder, gateway, emulator, key == ApiKey ? ApiKey : null, own: null);
    }

    private static void Describe(Settings settings)
    {
        settings.Provide(Key, ApiKey);
        settings.Provide("CALLBACK_SIGNING_KEY", "a random one at each start");
        settings.Provide("LOG_FORMAT", "text");
        settings.Provide("TELEGRAM_BOT_TOKEN", "unset, and the emulator plays Telegram");
        settings.Provide("TELEGRAM_WEBHOOK_SECRET", "a random one at each start of the emulator; required with TELEGRAM_WEBHOOK_URL");
        settings.Provide("TELEGRAM_CHAT_ID", "the emulator's staff chat; required with a bot token");
        settings.Provide("STAFF_ROLES", "of the emulator's staff the first is a manager, the others decide; unset with a bot token");
        settings.Provide("DEFAULT_LANGUAGE", $"the language of LANG where it is {string.Join(", ", BuiltInTemplates.Languages)}, else English");
    }

    private static Dictionary<string, string?> Common(string language) => new()
    {
        ["DEFAULT_LANGUAGE"] = language,
        ["LOG_FORMAT"] = "text",
        // Buttons of an earlier run are then refused as outdated: their bookings are gone with its memory.
        ["CALLBACK_SIGNING_KEY"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
    };

    private static Dictionary<string, string?> Emulated(string gateway, string emulator) => new()
    {
        [Key] = ApiKey,
        ["TELEGRAM_BOT_TOKEN"] = EmulatorOptions.DemoToken,
        ["TELEGRAM_API_BASE_URL"] = emulator,
        ["TELEGRAM_CHAT_ID"] = EmulatorOptions.DemoStaffChat.ToString(System.Globalization.CultureInfo.InvariantCulture),
        // So that the demo shows what only a manager may do: /week, /reopen, the undo of others.
        ["STAFF_ROLES"] = string.Join(',', DemoPeople.Staff.Select((person, i) => $"{person.Id}:{(i == 0 ? "manager" : "decider")}")),
        ["TELEGRAM_WEBHOOK_URL"] = gateway + "/webhook",
        ["TELEGRAM_WEBHOOK_SECRET"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
    };

    private static void AddEmulator(WebApplicationBuilder builder, string gateway, string emulator, string? key)
    {
        builder.Settings().AllowsExamples = true;
        if (TakenAddress.Find([emulator], "EMULATOR_URL") is { } taken)
        {
            builder.Settings().Refuse(taken);
        }

        if (TakenAddress.PortOf(emulator) is { } port && port == TakenAddress.PortOf(gateway))
        {
            builder.Settings().Refuse($"EMULATOR_URL is \"{emulator}\", whose port is the service's own (ASPNETCORE_URLS, now {gateway}): set one of the two to another port.");
        }

        if (!emulator.StartsWith("http://", StringComparison.Ordinal))
        {
            builder.Settings().Refuse($"EMULATOR_URL is \"{emulator}\" but must be an http:// address: the emulator has no certificate for another.");
        }

        builder.Services.AddHostedService(services => new EmulatorProcess(new EmulatorOptions
        {
            Url = emulator,
            Logging = _ => { },
            AllowedHosts = EmulatorSettings.Hosts(services.GetRequiredService<IConfiguration>()["ALLOWED_HOSTS"]),
            // In a demo in English everybody's app is English too, so that the bot answers each in it.
            PeopleLanguage = services.GetRequiredService<IConfiguration>()["DEFAULT_LANGUAGE"],
            Languages = Languages(services.GetRequiredService<IConfiguration>()["DEFAULT_LANGUAGE"]),
            DemoBookingUrl = new Uri(gateway + "/bookings"),
            ConsoleUrl = new Uri(gateway + "/console/"),
            DemoBookingApiKey = key,
        }));
        // A key of one's own is a secret: the console's page does not sign in with it for anybody.
        builder.Services.AddSingleton(new ConsoleDemo(key == ApiKey ? key : null, emulator));
    }

    // The one it speaks now is the first.
    private static string[] Languages(string? first) => [.. first is null ? [] : new[] { first }, .. BuiltInTemplates.Languages.Where(language => language != first)];

    private static void AddWelcome(WebApplicationBuilder builder, string gateway, string? emulator, string? demoKey, OwnKey? own) =>
        builder.Services.AddHostedService(services => new Welcome(services.GetRequiredService<IHostApplicationLifetime>(), gateway, emulator, demoKey, own));

    // A value in a file overrides a default too.
    private static void Default(ConfigurationManager given, IEnumerable<KeyValuePair<string, string?>> defaults) =>
        given.Sources.Insert(0, new MemoryConfigurationSource { InitialData = [.. defaults.Where(setting => string.IsNullOrWhiteSpace(given[setting.Key + "_FILE"]))] });

    private static bool IsGiven(IConfiguration given, string secret) => !string.IsNullOrWhiteSpace(given[secret]) || !string.IsNullOrWhiteSpace(given[secret + "_FILE"]);

    /// <summary>
    /// Where this machine reaches the Gateway: the first address that it listens on, with its own name in the place of "every address". HTTP before HTTPS, whose certificate the emulator would not know.
    /// </summary>
    internal static string AddressOf(string? urls, string? httpPorts)
    {
        string[] listens = [
            .. (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            .. string.IsNullOrEmpty(urls) ? (httpPorts ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(port => $"http://*:{port}") : []];
        var first = (Array.Find(listens, address => address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) ?? listens.FirstOrDefault() ?? "http://localhost:5080").TrimEnd('/');
        return AnyHost().Replace(first, "://localhost");
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"://(\*|\+|0\.0\.0\.0|\[::\])(?=[:/]|$)", System.Text.RegularExpressions.RegexOptions.ExplicitCapture)]
    private static partial System.Text.RegularExpressions.Regex AnyHost();

    /// <summary>The language of the person who starts it on his or her own machine, from a locale such as <c>en_GB.UTF-8</c>.</summary>
    internal static string LanguageOf(string? locale)
    {
        var language = (locale ?? "").Split('_', '.', '-', '@')[0].ToLowerInvariant();
        return BuiltInTemplates.Languages.Contains(language) ? language : "en";
    }
}
