using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.TelegramEmulator.Hosting;

/// <summary>How an emulator is set up. Everything has a default, so <c>new EmulatorOptions()</c> is a working demo.</summary>
public sealed class EmulatorOptions
{
    /// <summary>The token of the demo bot: valid in form, known to everybody, worth nothing outside the emulator.</summary>
    public const string DemoToken = "7000000001:EmulatorDemoTokenThatOpensNothingElse";

    /// <summary>The supergroup of the demo's staff.</summary>
    public const long DemoStaffChat = -1001000000001;

    /// <summary>Where it listens; port 0 takes a free one. Default: <c>http://localhost:5081</c>.</summary>
    public string Url { get; init; } = "http://localhost:5081";

    /// <summary>The tokens it accepts, all for the same bot, whose id stands before the colon of the first. Default: <see cref="DemoToken"/>.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [DemoToken];

    /// <summary>The bot's own name as <c>getMe</c> tells it. Default: <c>phstudio_demo_bot</c>.</summary>
    public string BotUsername { get; init; } = "phstudio_demo_bot";

    /// <summary>The number of the staff group that is there from the start. Default: <see cref="DemoStaffChat"/>.</summary>
    public long StaffChatId { get; init; } = DemoStaffChat;

    /// <summary>Telegram's sending limits (docs/telegram.md 16). Default: on, with Telegram's own figures.</summary>
    public SendLimits Limits { get; init; } = new();

    /// <summary>The language of the apps of the demo's people, except of those who show another one; null for Russian. Default: null.</summary>
    public string? PeopleLanguage { get; init; }

    /// <summary>How long a press can be answered (docs/telegram.md 33). Default: 15 s.</summary>
    public TimeSpan AnswerWindow { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many messages each chat keeps; older ones are forgotten. Default: 10,000.</summary>
    public int MessagesKeptPerChat { get; init; } = 10_000;

    /// <summary>
    /// True to behave as a local Bot API server, which takes webhooks on <c>http://</c> and any port;
    /// false for the hosted one: HTTPS on 443, 80, 88 or 8443 only (docs/telegram.md 4). Default: true.
    /// </summary>
    public bool LocalServer { get; init; } = true;

    /// <summary>True to let other machines than this one use the page and <c>/emulator</c>, as in a container. Default: false.</summary>
    public bool AllowRemoteControl { get; init; }

    /// <summary>Names with a dot by which it is called, beside the one in <see cref="Url"/>. Default: none.</summary>
    public IReadOnlySet<string> AllowedHosts { get; init; } = new HashSet<string>();

    /// <summary>The platform's <c>POST /bookings</c>, for the page's button "New demo booking"; null hides the button. Default: null.</summary>
    public Uri? DemoBookingUrl { get; init; }

    /// <summary>The key for <see cref="DemoBookingUrl"/>, sent as <c>X-Api-Key</c> by the server, never by the browser. Default: none.</summary>
    public string? DemoBookingApiKey { get; init; }

    /// <summary>The address of the operators' console, for a link on the page; null for none. Default: null.</summary>
    public Uri? ConsoleUrl { get; init; }

    /// <summary>The languages that the bot's <c>/language</c> takes, for a choice on the page that writes it in the staff chat; the first is the one now. Default: none, and no choice.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>The clock; tests give a fake one. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Sets up logging. Default: plain lines on the console, warnings and what starts and stops.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
