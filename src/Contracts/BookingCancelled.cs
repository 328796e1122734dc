using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// The booking was withdrawn. Published by the platform when the customer cancelled there,
/// and by WebhookProcessor when <see cref="CancelBooking"/> was carried out, with <see cref="CancelledBy"/> set.
/// </summary>
public sealed record BookingCancelled
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }

    /// <summary>Why, in a person's words, up to 500 characters.</summary>
    [StringLength(500), Personal]
    public string? Reason { get; init; }

    /// <summary>Who cancelled it, as shown to people.</summary>
    [StringLength(200), Personal(PersonalKind.Name)]
    public string? CancelledBy { get; init; }

    /// <summary>When it was cancelled. Null on the platform's own.</summary>
    [SensibleDate]
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>Counts what happened to the booking: of two outcomes the one with the higher number is the later. Null on the platform's own.</summary>
    public int? Sequence { get; init; }

    /// <summary>The <see cref="Sequence"/> of the outcome before this one; null where there is none, or it was told more than eight days ago.</summary>
    public int? Previous { get; init; }
}
