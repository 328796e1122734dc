namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>An answer other than success, in Telegram's own words.</summary>
public sealed class TelegramRefusal(int code, string description, int? retryAfter = null, long? migrateTo = null) : Exception(description)
{
    /// <summary><c>error_code</c>, and the HTTP status.</summary>
    public int Code { get; } = code;

    /// <summary><c>parameters.retry_after</c> and the <c>Retry-After</c> header, in seconds (docs/telegram.md 17).</summary>
    public int? RetryAfter { get; } = retryAfter;

    /// <summary><c>parameters.migrate_to_chat_id</c> (docs/telegram.md 18).</summary>
    public long? MigrateTo { get; } = migrateTo;

    /// <summary>A sentence as Telegram puts it behind "Bad Request: ": with a small letter, unless it is a code.</summary>
    public static string Lowered(string sentence) => sentence.Length > 1 && (sentence[1] == '_' || char.IsAsciiLetterUpper(sentence[1])) ? sentence : char.ToLowerInvariant(sentence[0]) + sentence[1..];

    /// <summary>400 with "Bad Request: " before the reason.</summary>
    public static TelegramRefusal BadRequest(string reason) => new(400, $"Bad Request: {reason}");

    /// <summary>403 with "Forbidden: " before the reason.</summary>
    public static TelegramRefusal Forbidden(string reason) => new(403, $"Forbidden: {reason}");

    /// <summary>409 with "Conflict: " before the reason.</summary>
    public static TelegramRefusal Conflict(string reason) => new(409, $"Conflict: {reason}");

    /// <summary>429 that asks for a wait.</summary>
    /// <param name="seconds">The wait, 1 or more.</param>
    public static TelegramRefusal TooManyRequests(int seconds) => new(429, $"Too Many Requests: retry after {seconds}", seconds);

    /// <summary>A group that became a supergroup.</summary>
    /// <param name="to">The supergroup's number.</param>
    public static TelegramRefusal Migrated(long to) => new(400, "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: to);
}
