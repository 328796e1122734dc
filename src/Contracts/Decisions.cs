using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// An order to confirm a booking. Sent by the Gateway (<c>POST /bookings/{id}/confirm</c>) or by the platform on the bus.
/// Answered with <see cref="BookingState"/> to the caller; the first decision wins.
/// </summary>
public sealed record ConfirmBooking
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }

    /// <summary>Who decides, as shown to people, 1-200 characters.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string By { get; init; }

    /// <summary>Why, in a person's words, up to 500 characters: kept in the booking's history, and told to nobody.</summary>
    [StringLength(500)]
    public string? Reason { get; init; }

    /// <summary>What the customer is told with the confirmation, such as how to find the studio: up to 1000 characters.</summary>
    [StringLength(1000)]
    public string? AdditionalInfo { get; init; }
}

/// <summary>
/// An order to reject a booking. Sent by the Gateway (<c>POST /bookings/{id}/reject</c>) or by the platform on the bus.
/// Answered with <see cref="BookingState"/> to the caller; the first decision wins.
/// </summary>
public sealed record RejectBooking
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }

    /// <summary>Who decides, as shown to people, 1-200 characters.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string By { get; init; }

    /// <summary>Why, in a person's words, up to 500 characters.</summary>
    [StringLength(500)]
    public string? Reason { get; init; }
}

/// <summary>
/// An order to cancel a booking, decided or not. Sent by the Gateway (<c>POST /bookings/{id}/cancel</c>) or by the platform.
/// Answered with <see cref="BookingState"/> to the caller.
/// </summary>
public sealed record CancelBooking
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }

    /// <summary>Who cancels, as shown to people, 1-200 characters.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string By { get; init; }

    /// <summary>Why, in a person's words, up to 500 characters.</summary>
    [StringLength(500)]
    public string? Reason { get; init; }
}
