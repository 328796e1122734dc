using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Digest;

/// <summary>When the staff chats get the digest of the day.</summary>
/// <param name="At">On the studio's wall clock (<c>DIGEST_AT</c>); null for never. Default: never.</param>
public sealed record DigestOptions(TimeOnly? At)
{
    /// <summary>The setting's form.</summary>
    public const string Format = "a time of day in the studio's time zone such as 09:00";

    /// <summary>Reads the setting; null when it has another form.</summary>
    public static TimeOnly? Parse(string? text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
}
