namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>How long bookings are kept.</summary>
/// <param name="Bookings">After the session or the last decision, whichever is later; from <c>RETENTION_BOOKINGS_DAYS</c>. Default: two years.</param>
public sealed record RetentionOptions(TimeSpan Bookings);
