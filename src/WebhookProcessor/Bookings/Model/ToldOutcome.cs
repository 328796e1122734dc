namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>An outcome that the platform was told.</summary>
/// <param name="Sequence">The revision of the booking.</param>
/// <param name="At">When.</param>
public sealed record ToldOutcome(int Sequence, DateTimeOffset At)
{
    /// <summary>As long as the Gateway tries to post an outcome.</summary>
    public static readonly TimeSpan OnItsWay = TimeSpan.FromDays(8);
}
