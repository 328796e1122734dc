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
