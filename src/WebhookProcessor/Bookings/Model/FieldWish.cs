namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>When the value of a field was wished for that stands.</summary>
/// <param name="Field">In snake_case, as <see cref="BookingField.Name"/>.</param>
/// <param name="Clock">Whose clock said so.</param>
/// <param name="At">The moment by that clock.</param>
/// <param name="TakenAt">When it was carried out, by ours.</param>
public sealed record FieldWish(string Field, string Clock, DateTimeOffset At, DateTimeOffset TakenAt);
