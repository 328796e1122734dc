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

    /// <summary>Sets up the emulator where no bot token is given, and sensible values for the rest.</summary>
    public static void AddDemo(this WebApplicationBuilder builder)
    {
        var given = builder.Configuration;
        var gateway = AddressOf(given["urls"], given["http_ports"]);
        var emulated = string.IsNullOrWhiteSpace(given["TELEGRAM_BOT_TOKEN"]) && string.IsNullOrWhiteSpace(given["TELEGRAM_BOT_TOKEN_FILE"]);
        var emulator = builder.Settings().Address("EMULATOR_URL", "http://localhost:5081");

        builder.Settings().Provide("GATEWAY_API_KEY", ApiKey);
        builder.Settings().Provide("CALLBACK_SIGNING_KEY", "a random one at each start");
        builder.Settings().Provide("LOG_FORMAT", "text");
        builder.Settings().Provide("TELEGRAM_BOT_TOKEN", "unset, and the emulator plays Telegram");
        builder.Settings().Provide("TELEGRAM_CHAT_ID", "the emulator's staff chat; required with a bot token");
        builder.Settings().Provide("STAFF_ROLES", "of the emulator's staff the first is a manager, the others decide; unset with a bot token");
        builder.Settings().Provide("DEFAULT_LANGUAGE", $"the language of LANG where it is {string.Join(", ", BuiltInTemplates.Languages)}, else English");
        var defaults = new Dictionary<string, string?>
        {
            ["DEFAULT_LANGUAGE"] = LanguageOf(given["LC_ALL"] ?? given["LC_MESSAGES"] ?? given["LANG"]),
            ["LOG_FORMAT"] = "text",
            // Buttons of an earlier run are then refused as outdated: their bookings are gone with its memory.
            ["CALLBACK_SIGNING_KEY"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
        };
        OwnKey? own = null;
        if (emulated)
        {
            builder.Settings().AllowsExamples = true;
            defaults["GATEWAY_API_KEY"] = ApiKey;
            if (TakenAddress.Find([emulator.AbsoluteUri.TrimEnd('/')], "EMULATOR_URL") is { } taken)
            {
                builder.Settings().Refuse(taken);
            }

            defaults["TELEGRAM_BOT_TOKEN"] = EmulatorOptions.DemoToken;
            defaults["TELEGRAM_API_BASE_URL"] = emulator.AbsoluteUri.TrimEnd('/');
            defaults["TELEGRAM_CHAT_ID"] = EmulatorOptions.DemoStaffChat.ToString(System.Globalization.CultureInfo.InvariantCulture);
            // So that the demo shows what only a manager may do: /week, /reopen, the undo of others.
            defaults["STAFF_ROLES"] = string.Join(',', DemoPeople.Staff.Select((person, i) => $"{person.Id}:{(i == 0 ? "manager" : "decider")}"));
            defaults["TELEGRAM_WEBHOOK_URL"] = gateway + "/webhook";
            defaults["TELEGRAM_WEBHOOK_SECRET"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
            builder.Services.AddHostedService(services => new EmulatorProcess(new EmulatorOptions
            {
                Url = emulator.AbsoluteUri.TrimEnd('/'),
                Logging = _ => { },
                AllowedHosts = EmulatorSettings.Hosts(services.GetRequiredService<IConfiguration>()["ALLOWED_HOSTS"]),
                DemoBookingUrl = new Uri(gateway + "/bookings"),
                ConsoleUrl = new Uri(gateway + "/console/"),
                DemoBookingApiKey = services.GetRequiredService<IConfiguration>()["GATEWAY_API_KEY"],
            }));
            builder.Services.AddSingleton(new ConsoleDemo(ApiKey, emulator.AbsoluteUri.TrimEnd('/')));
        }
        else if (Array.TrueForAll(["GATEWAY_API_KEY", "GATEWAY_API_KEY_FILE", "GATEWAY_API_KEYS", "GATEWAY_API_KEYS_FILE"], name => string.IsNullOrWhiteSpace(given[name])))
        {
            // With a real bot the key of the README must not open anything.
            own = OwnKey.Find();
            defaults["GATEWAY_API_KEY_FILE"] = own.Path;
        }

        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = defaults });
        builder.Services.AddHostedService(services => new Welcome(
            services.GetRequiredService<IHostApplicationLifetime>(), gateway, emulated ? emulator.AbsoluteUri.TrimEnd('/') : null,
            services.GetRequiredService<IConfiguration>()["GATEWAY_API_KEY"] == ApiKey ? ApiKey : null, own));
    }

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
