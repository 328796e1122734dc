using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>A question for bookings, newest first. Sent by the Gateway, answered by WebhookProcessor with <see cref="BookingPage"/>. Every filter that is null lets everything pass.</summary>
public sealed record ListBookings
{
    /// <summary>As <see cref="BookingState.State"/>.</summary>
    [OneOf("awaiting_decision", "confirmed", "rejected", "cancelled", "expired")]
    public string? State { get; init; }

    /// <summary>First known at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First known before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Decided at this moment or later.</summary>
    public DateTimeOffset? DecidedFrom { get; init; }

    /// <summary>Decided before this moment.</summary>
    public DateTimeOffset? DecidedTo { get; init; }

    /// <summary>Who decided, as shown to people, in either case.</summary>
    [StringLength(200)]
    public string? DecidedBy { get; init; }

    /// <summary>A staff chat where the booking was shown, or the customer's.</summary>
    [StringLength(200)]
    public string? Chat { get; init; }

    /// <summary>The day of the session.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>A part of the id, of the name, or of the phone number's digits.</summary>
    [StringLength(200)]
    public string? Search { get; init; }

    /// <summary><see cref="BookingPage.Next"/> of the page before; null for the first.</summary>
    [StringLength(200)]
    public string? After { get; init; }

    /// <summary>At most so many, 1 to 500.</summary>
    [Range(1, 500)]
    public int Limit { get; init; } = 50;
}

/// <summary>The answer to <see cref="ListBookings"/>.</summary>
public sealed record BookingPage
{
    /// <summary>The bookings, newest first.</summary>
    public required IReadOnlyList<BookingSummary> Bookings { get; init; }

    /// <summary>Where the next page begins; null at the end.</summary>
    public string? Next { get; init; }

    /// <summary>How many bookings pass every filter but that of the state, by state.</summary>
    public required IReadOnlyList<BookingCount> Counts { get; init; }

    /// <summary>When the oldest of them came that waits for a decision; null where none waits.</summary>
    public DateTimeOffset? OldestWaiting { get; init; }

    /// <summary>How many of them wait beyond their escalation; null where there is none, or nobody is called.</summary>
    public int? Overdue { get; init; }
}

/// <summary>How many bookings are in a state.</summary>
public sealed record BookingCount
{
    /// <summary>As <see cref="BookingState.State"/>.</summary>
    public required string State { get; init; }

    /// <summary>So many.</summary>
    public required int Count { get; init; }
}

/// <summary>A booking as a list shows it.</summary>
public sealed record BookingSummary
{
    /// <summary>The platform's own id of the booking.</summary>
    public required string BookingId { get; init; }

    /// <summary>As <see cref="BookingState.State"/>.</summary>
    public required string State { get; init; }

    /// <summary>When the booking first came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who decided, as shown to people; null while nobody did.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was decided; null while nobody did.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why, in the decider's words.</summary>
    public string? Reason { get; init; }

    /// <summary>What was booked.</summary>
    public required string Service { get; init; }

    /// <summary>The day of the session.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>When on that day.</summary>
    public required IReadOnlyList<string> TimeSlots { get; init; }

    /// <summary>Where, for studios with several places; null where it is not said, and of a booking that was listed before this was noted.</summary>
    [Unreleased]
    public string? Location { get; init; }

    /// <summary>Who booked.</summary>
    public required string ClientName { get; init; }

    /// <summary>How to reach them.</summary>
    public required string ClientPhone { get; init; }

    /// <summary>How many people come.</summary>
    public int PeopleCount { get; init; }

    /// <summary>What it costs.</summary>
    public decimal TotalPrice { get; init; }

    /// <summary>In which currency; null for the studio's own.</summary>
    public string? Currency { get; init; }
}
