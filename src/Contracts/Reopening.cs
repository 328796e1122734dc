using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// The platform acts on the decision: from now on staff can no longer take it back. Published by the platform, or by the Gateway
/// (<c>POST /bookings/{id}/refuse-undo</c>), which is answered with <see cref="BookingState"/>: not applied where no confirmation or rejection stands, or another one than it names.
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

    /// <summary>The <see cref="BookingConfirmed.Sequence"/> of the outcome that the platform acts on: where another one stands by now, nothing is changed. Null for whichever stands.</summary>
    [Range(1, int.MaxValue)]
    public int? Sequence { get; init; }
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

    /// <summary>The <see cref="Sequence"/> of the outcome before this one; null where there is none, or it was told more than eight days ago.</summary>
    [Unreleased]
    public int? Previous { get; init; }
}
