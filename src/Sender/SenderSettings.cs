using System.Globalization;
using System.Text.RegularExpressions;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Connections;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender;

/// <summary>All of the Sender's options, read from the environment in one place.</summary>
internal sealed partial record SenderSettings
{
    /// <summary>No request comes back sooner, and no limit is counted in less.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.1);

    public required TelegramOptions Telegram { get; init; }

    public required WebhookOptions Webhook { get; init; }

    public required LimitOptions Limits { get; init; }

    public required LedgerOptions Ledger { get; init; }

    public required CircuitOptions Circuit { get; init; }

    public required LaneOptions Lanes { get; init; }

    public required RetryOptions Retries { get; init; }

    public required DeliveryOptions Sending { get; init; }

    /// <summary>True for a Sender that sends nothing, from <c>SHADOW</c>.</summary>
    public bool IsShadow { get; init; }

    /// <summary>The public part of the token.</summary>
    public string BotId => Telegram.Token.Split(':')[0];

    public static SenderSettings Read(IHostApplicationBuilder builder)
    {
        var settings = builder.Settings();
        var telegram = ReadTelegram(settings);
        var paid = settings.Flag("TELEGRAM_ALLOW_PAID_BROADCAST", fallback: false);
        var retries = ReadRetries(settings);
        var webhook = ReadWebhook(settings);
        var isShadow = settings.Flag("SHADOW", fallback: false);

        return new SenderSettings
        {
            Telegram = telegram,
            Webhook = isShadow ? new WebhookOptions() : webhook,
            IsShadow = isShadow,
            Limits = ReadLimits(settings, paid),
            Ledger = new LedgerOptions
            {
                Expiry = TimeSpan.FromDays(settings.Whole("SENDER_LEDGER_DAYS", 30, 1, 3650)),
                Lease = telegram.Timeout + TimeSpan.FromSeconds(5),
            },
            Circuit = new CircuitOptions
            {
                Window = settings.Seconds("SENDER_CIRCUIT_WINDOW", TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)),
                Failures = settings.Whole("SENDER_CIRCUIT_FAILURES", 8, 1, 1_000_000),
                Pause = settings.Seconds("SENDER_CIRCUIT_PAUSE", TimeSpan.FromSeconds(2), TimeSpan.FromDays(1)),
            },
            Lanes = new LaneOptions
            {
                Prefix = builder.LanePrefix(),
                ErrorQueue = builder.ErrorQueueOfTheLanes(),
                Places = Math.Max(20, telegram.PoolSize * 2),
            },
            Retries = retries,
            Sending = new DeliveryOptions { AllowPaidBroadcast = paid, MaxResends = Math.Max(1, retries.MaxRetries), MaxAttempts = ((retries.MaxRetries + 1) * (retries.Redeliveries.Count + 1)) + 10 },
        };
    }

    /// <summary>Not written out: a record's own text would hold secrets.</summary>
    public override string ToString() => nameof(SenderSettings);

    private static TelegramOptions ReadTelegram(Settings settings)
    {
        var address = settings.NotInTheClear("TELEGRAM_API_BASE_URL", settings.Address("TELEGRAM_API_BASE_URL", "https://api.telegram.org"))!;
        return new TelegramOptions
        {
            Token = settings.Secret("TELEGRAM_BOT_TOKEN", "<bot id>:<secret> as BotFather gave it, at most 80 characters", text => text.Length <= 80 && TokenForm().IsMatch(text)),
            BaseAddress = address,
            Authorities = settings.Authorities("TELEGRAM_API_CA_FILE", address),
            Timeout = settings.Seconds("TELEGRAM_API_TIMEOUT", TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), min: Shortest),
            PoolSize = settings.Whole("TELEGRAM_POOL_SIZE", 50, 1, 1000),
        };
    }

    private static WebhookOptions ReadWebhook(Settings settings)
    {
        var url = settings.OptionalAddress("TELEGRAM_WEBHOOK_URL", "the public address of POST /webhook, https:// unless the Bot API is a local server");
        settings.NotInTheClear("TELEGRAM_WEBHOOK_URL", url);
        var secret = settings.NotGuessable("TELEGRAM_WEBHOOK_SECRET", settings.OptionalSecret("TELEGRAM_WEBHOOK_SECRET", WebhookSecret.Format, WebhookSecret.IsWellFormed));
        if (url is not null && secret is null && !settings.IsSet("TELEGRAM_WEBHOOK_SECRET"))
        {
            settings.Refuse("TELEGRAM_WEBHOOK_SECRET is missing: with TELEGRAM_WEBHOOK_URL it must be set, " + WebhookSecret.Format + ", the same for Sender and Gateway.");
        }

        return new WebhookOptions { Url = url?.ToString(), Secret = secret };
    }

    private static LimitOptions ReadLimits(Settings settings, bool paid) => new()
    {
        BotRequests = settings.Whole("TELEGRAM_RATE_LIMIT_REQUESTS", paid ? 1000 : 30, 0, 1_000_000),
        BotWindow = settings.Seconds("TELEGRAM_RATE_LIMIT_WINDOW", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), min: Shortest),
        PrivateInterval = TimeSpan.FromMilliseconds(settings.Whole("SENDER_PRIVATE_INTERVAL_MS", 1000, 0, 3_600_000)),
        PrivateBurst = settings.Whole("SENDER_PRIVATE_BURST", 3, 1, 1000),
        GroupInterval = TimeSpan.FromMilliseconds(settings.Whole("SENDER_GROUP_INTERVAL_MS", 1000, 0, 3_600_000)),
        GroupBurst = settings.Whole("SENDER_GROUP_BURST", 3, 1, 1000),
        GroupPerMinute = settings.Whole("SENDER_GROUP_PER_MINUTE", 20, 0, 1000),
    };

    private static RetryOptions ReadRetries(Settings settings)
    {
        var minutes = settings.Text("SENDER_REDELIVERY_MINUTES", "minutes separated by commas, such as 1,5,15,60, or none", "1,5,15,60", text => Minutes(text) is not null);
        var retries = settings.Whole("SENDER_RETRIES", 3, 0, 20);
        return new RetryOptions
        {
            MaxRetries = LegacyRetries(settings) ?? retries,
            Pause = settings.Seconds("SENDER_RETRY_PAUSE", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)),
            Factor = Factor(settings.Text(
                "TELEGRAM_RETRY_BACKOFF", "a factor from 1 to 10, such as 2 or 1.5; the pause before the first repetition is SENDER_RETRY_PAUSE", "2", text => Factor(text) is not null)) ?? 2,
            Redeliveries = Minutes(minutes) ?? [],
        };
    }

    // The system before this one counted attempts, including the first.
    private static int? LegacyRetries(Settings settings)
    {
        const string Name = "TELEGRAM_MAX_RETRIES";
        var attempts = settings.Optional(Name, "a whole number of attempts from 1 to 21; SENDER_RETRIES counts the repetitions only, and may be 0", text => Attempts(text) is not null);
        if (settings.IsSet(Name) && settings.IsSet("SENDER_RETRIES"))
        {
            settings.Refuse($"{Name} and SENDER_RETRIES are both set and say the same in two ways: leave {Name} out.");
        }

        return attempts is null ? null : Attempts(attempts) - 1;
    }

    private static int? Attempts(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var attempts) && attempts is >= 1 and <= 21 ? attempts : null;

    private static double? Factor(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is >= 1 and <= 10 ? factor : null;

    private static List<TimeSpan>? Minutes(string text)
    {
        if (text == "none")
        {
            return [];
        }

        var minutes = new List<TimeSpan>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value is not (> 0 and <= 10_000))
            {
                return null;
            }

            minutes.Add(TimeSpan.FromMinutes(value));
        }

        return minutes;
    }

    // docs/telegram.md 25.
    [GeneratedRegex(@"^[1-9][0-9]*:[A-Za-z0-9_-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex TokenForm();
}
