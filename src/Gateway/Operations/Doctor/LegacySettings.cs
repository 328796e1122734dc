using System.Globalization;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Gateway.Operations.Doctor;

/// <summary>What each setting of the system before this one becomes.</summary>
internal static class LegacySettings
{
    private const string Queues = "take it out, for it names queues of RabbitMQ today";

    private static readonly Dictionary<string, Func<string, LegacyAdvice>> Rules = new(StringComparer.Ordinal)
    {
        ["TELEGRAM_BOT_TOKEN"] = _ => Keep("the Sender alone gets it", isSecret: true),
        ["TELEGRAM_CHAT_ID"] = value => ChatId.IsValid(value) ? Keep("the staff chat, for WebhookProcessor") : Wrong($"must be {ChatId.Format}"),
        ["TELEGRAM_WEBHOOK_URL"] = WebhookUrl,
        ["TELEGRAM_WEBHOOK_SECRET"] = WebhookSecretOf,
        ["TELEGRAM_API_TIMEOUT"] = value => Number(value, 0.1, 300, "how long one call may take, in seconds"),
        ["TELEGRAM_POOL_SIZE"] = value => Whole(value, 1, 1000, "how many calls are under way at once"),
        ["TELEGRAM_MAX_RETRIES"] = Attempts,
        ["TELEGRAM_RETRY_BACKOFF"] = value => Number(value, 1, 10, "the factor by which pauses grow, as before; the first pause is SENDER_RETRY_PAUSE, 1 second where it is unset"),
        ["TELEGRAM_RATE_LIMIT_REQUESTS"] = value => Whole(value, 0, 1_000_000, "how many messages the bot sends in one window"),
        ["TELEGRAM_RATE_LIMIT_WINDOW"] = value => Number(value, 0.1, 86_400, "that window, in seconds"),
        ["REDIS_URL"] = RedisUrlOf,
        ["TELEGRAM_QUEUE_NAME"] = value => Change($"becomes LEGACY_QUEUE={value}, the Redis list that is taken over; {Queues}"),
        ["TELEGRAM_DLQ_NAME"] = value => Change($"becomes LEGACY_DLQ={value}, the Redis list that comes into the error queue; {Queues}"),
    };

    /// <summary>New required settings: name and purpose.</summary>
    public static IReadOnlyList<(string Name, string For)> Missing { get; } =
    [
        ("RABBITMQ_URL", "the broker, amqp://user:password@host/; each service may have its own user"),
        ("GATEWAY_API_KEY", "the key of every call: openssl rand -hex 32"),
        ("CALLBACK_SIGNING_KEY", "signs the buttons: openssl rand -hex 32"),
        ("LEGACY_BUTTONS", "true, while cards of the system before hang in the chat"),
    ];

    /// <summary>What becomes of one setting.</summary>
    public static LegacyAdvice Of(string name, string value) =>
        value.Length == 0 ? new LegacyAdvice(LegacyVerdict.Keep, "empty, which counts as unset")
        : Rules.TryGetValue(name, out var rule) ? rule(value)
        : SettingsCatalogue.Find(name) is { } known ? new LegacyAdvice(LegacyVerdict.Keep, $"a setting of today: {known.Meaning}", IsSecret: true)
        : new LegacyAdvice(LegacyVerdict.Unused, "nothing reads it: it may stay or go", IsSecret: true);

    private static LegacyAdvice Attempts(string value) =>
        Whole(value, 1, 21, "") is { Verdict: LegacyVerdict.Wrong } wrong ? wrong
        : Keep($"it still counts the attempts in all; SENDER_RETRIES={int.Parse(value, CultureInfo.InvariantCulture) - 1} says the same in today's words, and stands alone");

    private static LegacyAdvice WebhookUrl(string value) =>
        !Uri.TryCreate(value, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") ? Wrong("must be the public https:// address of the Gateway's POST /webhook")
        : url.AbsolutePath.EndsWith("/webhook", StringComparison.Ordinal) ? Keep("set it for the Gateway and, at the switch, for the Sender, which points the bot there")
        : Change($"stays, with /webhook as the end of its path, or let your proxy lead {url.AbsolutePath} there; set it for the Gateway and, at the switch, for the Sender");

    private static LegacyAdvice WebhookSecretOf(string value) =>
        !WebhookSecret.IsWellFormed(value) ? Wrong($"must be {WebhookSecret.Format}", isSecret: true)
        : GuessableSecret.Reason(value) is { } reason ? Wrong($"{reason}: make one with \"openssl rand -hex 32\"", isSecret: true)
        : Keep("the same for the Gateway and the Sender", isSecret: true);

    private static LegacyAdvice RedisUrlOf(string value)
    {
        try
        {
            RedisUrl.Parse(value);
            return Keep("all three services use it, beside the keys of the system before; it must keep what it confirms (gateway doctor says whether it does)", isSecret: true);
        }
        catch (FormatException e)
        {
            return Wrong($"{e.Message}: it must be {RedisUrl.Format}", isSecret: true);
        }
    }

    private static LegacyAdvice Whole(string value, int min, int max, string meaning) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? Keep(meaning) : Wrong($"must be a whole number from {min} to {max}");

    private static LegacyAdvice Number(string value, double min, double max, string meaning) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? Keep(meaning) : Wrong(string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}"));

    private static LegacyAdvice Keep(string says, bool isSecret = false) => new(LegacyVerdict.Keep, $"stays: {says}", isSecret);

    private static LegacyAdvice Change(string says) => new(LegacyVerdict.Change, says);

    private static LegacyAdvice Wrong(string says, bool isSecret = false) => new(LegacyVerdict.Wrong, says, isSecret);
}

/// <summary>What is to be done with one line.</summary>
internal enum LegacyVerdict
{
    /// <summary>Nothing.</summary>
    Keep,

    /// <summary>Nothing: no service reads it.</summary>
    Unused,

    /// <summary>It gets another name or another value.</summary>
    Change,

    /// <summary>No service starts with it.</summary>
    Wrong,
}

/// <summary>What becomes of one setting.</summary>
/// <param name="Verdict">What is to be done.</param>
/// <param name="Says">In words.</param>
/// <param name="IsSecret">True where its value is not shown.</param>
internal sealed record LegacyAdvice(LegacyVerdict Verdict, string Says, bool IsSecret = false);
