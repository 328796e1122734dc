namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>When a session was to be before it was moved.</summary>
/// <param name="Date">The day.</param>
/// <param name="TimeSlots">When its slots began, <c>HH:mm</c>.</param>
/// <param name="Revision">The booking's revision that the move made.</param>
public sealed record FormerSession(DateOnly Date, IReadOnlyList<string> TimeSlots, int Revision);
