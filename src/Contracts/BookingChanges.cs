using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// The session was moved. Published by the platform, or by the Gateway (<c>PATCH /bookings/{id}</c>), which is answered with
/// <see cref="BookingState"/>; WebhookProcessor shows staff the new date and moves the deadlines with it.
/// </summary>
public sealed record BookingRescheduled
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }

    /// <summary>The new day of the session, <c>yyyy-MM-dd</c>, in the studio's time zone; not in the past unless <see cref="AllowPast"/> says so.</summary>
    [Required, SensibleDate]
    public required DateOnly Date { get; init; }

    /// <summary>When the session's slots begin now, each <c>HH:mm</c> in the studio's time zone; 1-48 of them, none twice.</summary>
    [Required, Count(1, 48), EachMatches(BookingCreated.TimeSlotPattern, BookingCreated.TimeSlotForm), Distinct]
    public required IReadOnlyList<string> TimeSlots { get; init; }

    /// <summary>True where the new day may be in the past. Default: false.</summary>
    public bool? AllowPast { get; init; }

    /// <summary>Who moved it, as shown to people, 1-200 characters; null for the platform as such.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? By { get; init; }
}

/// <summary>
/// The platform acts on the decision: from now on staff can no longer take it back. Published by the platform, or by the Gateway
/// (<c>POST /bookings/{id}/refuse-undo</c>), which is answered with <see cref="BookingState"/>: not applied where no confirmation or rejection stands.
/// </summary>
public sealed record RefuseUndo
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }

    /// <summary>Who refuses, as shown to people, 1-200 characters; null for the platform as such.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? By { get; init; }

    /// <summary>Why, in a person's words, up to 500 characters.</summary>
    [StringLength(500)]
    public string? Reason { get; init; }
}

/// <summary>
/// An expiry or a cancellation is taken back, while the session lies ahead: staff are asked again. Published by the platform, or by the Gateway
/// (<c>POST /bookings/{id}/reopen</c>), which is answered with <see cref="BookingState"/>: not applied where neither stands, or the session has begun.
/// </summary>
public sealed record ReopenBooking
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }

    /// <summary>Who takes it back, as shown to people, 1-200 characters; null for the platform as such.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? By { get; init; }

    /// <summary>Why, in a person's words, up to 500 characters.</summary>
    [StringLength(500)]
    public string? Reason { get; init; }

    /// <summary><c>chat</c> where a manager's command says it; null for anybody else.</summary>
    [OneOf("chat")]
    public string? Via { get; init; }
}

/// <summary>A decision, an expiry or a cancellation was taken back, and the booking waits for a decision again. Published once by WebhookProcessor, after this was stored.</summary>
public sealed record BookingReopened
{
    /// <summary>The platform's own id of the booking.</summary>
    public required string BookingId { get; init; }

    /// <summary>Who took it back, as shown to people.</summary>
    public required string ReopenedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset ReopenedAt { get; init; }

    /// <summary>What had been decided: <c>confirmed</c> or <c>rejected</c>; <c>expired</c> or <c>cancelled</c> where that was taken back.</summary>
    public required string Was { get; init; }

    /// <summary>Counts what happened to the booking: of two outcomes the one with the higher number is the later. Null where it is not known.</summary>
    public int? Sequence { get; init; }
}

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
