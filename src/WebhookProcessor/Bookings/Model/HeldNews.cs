namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>News for the customer that wait for the end of the quiet hours. Several become one: how the booking stands then.</summary>
/// <param name="At">When they are told.</param>
/// <param name="Template">How they are told; null for how the booking stands.</param>
public sealed record HeldNews(DateTimeOffset At, string? Template);
