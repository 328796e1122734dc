using System.Security.Cryptography.X509Certificates;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>The connection to Telegram.</summary>
public sealed record TelegramOptions
{
    /// <summary>The bot's token, from <c>TELEGRAM_BOT_TOKEN</c> (docs/telegram.md 25). A secret.</summary>
    public required string Token { get; init; }

    /// <summary>Where the Bot API is, from <c>TELEGRAM_API_BASE_URL</c>. Default: https://api.telegram.org.</summary>
    public Uri BaseAddress { get; init; } = new("https://api.telegram.org");

    /// <summary>The authorities that its certificate may come from, from <c>TELEGRAM_API_CA_FILE</c>. Default: those of the machine.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>How long one answer is awaited, from <c>TELEGRAM_API_TIMEOUT</c>. Default: 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests with messages are under way at once, from <c>TELEGRAM_POOL_SIZE</c>; each has a connection. Fewer where the bot's limit or many Senders ask for it. Default: 50.</summary>
    public int PoolSize { get; init; } = 50;

    /// <summary>So many more for urgent messages only, which must not wait for an answer to another: a tenth of the pool.</summary>
    public int UrgentReserve => ReserveOf(PoolSize);

    /// <summary>The reserve of a pool of that size.</summary>
    public static int ReserveOf(int size) => Math.Max(1, size / 10);

    /// <summary>Not written out: a record's own text would hold the token.</summary>
    public override string ToString() => BaseAddress.GetLeftPart(UriPartial.Authority);
}
