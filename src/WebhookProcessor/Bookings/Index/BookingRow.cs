using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>What the index knows of a booking: what a list shows, and where it is shown.</summary>
public sealed record BookingRow
{
    /// <summary>The state of those that wait for a decision.</summary>
    public const string Waiting = "awaiting_decision";

    /// <summary>The state of those that take place.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>The booking's saga.</summary>
    public required Guid Booking { get; init; }

    /// <summary>As <see cref="BookingListed.Revision"/>.</summary>
    public required int Revision { get; init; }

    /// <summary>What a list shows.</summary>
    public required BookingSummary Summary { get; init; }

    /// <summary>The chats that the booking concerns: staff's, by the numbers that its messages were ordered for and those where they are, the customer's, and those that a correction replaced.</summary>
    public IReadOnlyList<string> Chats { get; init; } = [];

    /// <summary>Since when staff are asked, or are to be; null once it is decided, and in a row from before this was noted.</summary>
    [Unreleased]
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>The customer's phone numbers that a correction replaced: anybody who is to be forgotten is found by them too. Null for none.</summary>
    [Unreleased]
    public IReadOnlyList<string>? FormerPhones { get; init; }

    /// <summary>True for one that waits for a decision and was asked for at this moment or before; null is never.</summary>
    public bool IsOverdue(DateTimeOffset? escalated) => Summary.State == Waiting && (AskedAt ?? Summary.CreatedAt) <= escalated;

    /// <summary>The row of a stored booking; null where only a decision about it came.</summary>
    public static BookingRow? Of(BookingDecision booking) => booking.Booking is not { } created ? null : new BookingRow
    {
        Booking = booking.CorrelationId,
        Revision = booking.Revision,
        Summary = new BookingSummary
        {
            BookingId = booking.BookingId,
            State = BookingStates.Name(booking),
            CreatedAt = booking.FirstHeardAt,
            DecidedBy = booking.Decision?.By,
            DecidedAt = booking.Decision?.At,
            Reason = booking.Decision?.Reason,
            Service = created.Service,
            Date = created.Date,
            TimeSlots = created.TimeSlots,
            Location = created.Location,
            ClientName = created.ClientName,
            ClientPhone = created.ClientPhone,
            PeopleCount = created.PeopleCount,
            TotalPrice = created.TotalPrice,
            Currency = created.Currency ?? Currencies.Default,
        },
        Chats = [.. booking.Copies.SelectMany(copy => new[] { copy.ChatId, copy.SentTo }).Append(booking.Client?.ChatId).Append(created.ClientChatId).Append(booking.CameAs?.ClientChatId).OfType<string>().Distinct()],
        AskedAt = booking.Decision is null ? booking.AskAt ?? booking.AskedAt ?? booking.OpenSince : null,
        FormerPhones = booking.CameAs?.ClientPhone is { } phone && phone != created.ClientPhone ? [phone] : null,
    };
}
