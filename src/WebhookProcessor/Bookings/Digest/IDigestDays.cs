namespace PhStudio.Messaging.WebhookProcessor.Bookings.Digest;

/// <summary>Of which days the digest was sent, by whichever process.</summary>
public interface IDigestDays
{
    /// <summary>True once it was sent.</summary>
    Task<bool> WasSentAsync(DateOnly day);

    Task SentAsync(DateOnly day);
}
