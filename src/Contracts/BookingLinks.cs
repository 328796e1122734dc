using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>A question for the link that binds a customer's Telegram account to a booking. Sent by the Gateway, answered by WebhookProcessor with <see cref="BookingLink"/> or <see cref="BookingNotFound"/>.</summary>
public sealed record GetBookingLink
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }
}

/// <summary>
/// An order to make every link of a booking invalid; a person who was bound by one is no longer the customer. Sent by the Gateway
/// (<c>POST /bookings/{id}/link</c>), answered by WebhookProcessor with <see cref="BookingState"/> or <see cref="BookingNotFound"/>; the new link is then asked for by <see cref="GetBookingLink"/>.
/// </summary>
public sealed record RenewBookingLink
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }

    /// <summary>Who orders it, as shown to people, 1-200 characters; null for the platform as such.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? By { get; init; }

    /// <summary>Why, in a person's words, up to 500 characters.</summary>
    [StringLength(500)]
    public string? Reason { get; init; }
}

/// <summary>The answer to <see cref="GetBookingLink"/>.</summary>
public sealed record BookingLink
{
    /// <summary>The platform's own id of the booking.</summary>
    public required string BookingId { get; init; }

    /// <summary><c>https://t.me/&lt;bot&gt;?start=&lt;signed token&gt;</c>: who opens it is bound to the booking. It works once, and only until <see cref="RenewBookingLink"/>.</summary>
    public required string Url { get; init; }

    /// <summary>From when on it no longer works.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
