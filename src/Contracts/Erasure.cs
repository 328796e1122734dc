using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>A question for what is stored of a customer: by phone number or by chat. Sent by the Gateway (<c>DELETE /people</c>), answered by WebhookProcessor with <see cref="PersonFound"/>.</summary>
public sealed record FindPerson
{
    /// <summary>The phone number, however it is written; its digits count, of long ones the last ten.</summary>
    [StringLength(40, MinimumLength = 5)]
    public string? Phone { get; init; }

    /// <summary>The customer's private chat with the bot.</summary>
    [NumberOrText, RegularExpression(@"^[1-9][0-9]{0,15}\z", ErrorMessage = "must be the number of a private chat, such as 123456789")]
    public string? ClientChatId { get; init; }
}

/// <summary>The answer to <see cref="FindPerson"/>. It goes to the caller only.</summary>
public sealed record PersonFound
{
    /// <summary>The bookings in which the person is named.</summary>
    public required IReadOnlyList<string> BookingIds { get; init; }

    /// <summary>Bookings that came with the phone number or the chat and have another one since: they may be another person's now. Null for none.</summary>
    public IReadOnlyList<string>? FormerBookingIds { get; init; }

    /// <summary>What stands there as names.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>What stands there as phone numbers.</summary>
    public required IReadOnlyList<string> Phones { get; init; }

    /// <summary>What stands there as notes.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The person's chats with the bot.</summary>
    public required IReadOnlyList<string> ChatIds { get; init; }
}

/// <summary>
/// An order to erase the person in a booking: name, phone, notes and chat become "erased", also on the staff's cards; what was decided stays. Sent by the Gateway, answered by WebhookProcessor with
/// <see cref="BookingState"/> or <see cref="BookingNotFound"/>. The same order again changes nothing.
/// </summary>
public sealed record EraseBooking
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }

    /// <summary>True means <see cref="EraseFormerCustomer"/>, which is sent in its place: a release that does not know this member erased the customer of today.</summary>
    [Unreleased(MustBeKnown = true)]
    public bool? FormerOnly { get; init; }
}

/// <summary>
/// An order to erase the person that only what a booking came with names: what was corrected since. Its customer of today stays. Sent by the Gateway, answered by WebhookProcessor with
/// <see cref="BookingState"/> or <see cref="BookingNotFound"/>. The same order again changes nothing.
/// </summary>
public sealed record EraseFormerCustomer
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }
}

/// <summary>An order to erase what the Sender keeps of a person: kept orders, notes about the chats, chosen languages. Sent by the Gateway, answered by the Sender with <see cref="TracesErased"/>. The same order again finds nothing.</summary>
public sealed record EraseTraces
{
    /// <summary>The messages about the person's bookings, or to the person.</summary>
    public required IReadOnlyList<string> MessageIds { get; init; }

    /// <summary>Other messages about bookings that came with the person and have another customer since: of a kept order only what the person is called, the numbers and the notes are erased. Null for none.</summary>
    [Unreleased]
    public IReadOnlyList<string>? FormerMessageIds { get; init; }

    /// <summary>The person's chats with the bot.</summary>
    public required IReadOnlyList<string> ChatIds { get; init; }

    /// <summary>What the person is called, for what a Sender with <c>SHADOW=true</c> noted; null for nothing.</summary>
    [Unreleased]
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>The person's phone numbers, for the same.</summary>
    [Unreleased]
    public IReadOnlyList<string>? Phones { get; init; }

    /// <summary>What was noted of the person, for the same.</summary>
    [Unreleased]
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>The answer to <see cref="EraseTraces"/>.</summary>
public sealed record TracesErased
{
    /// <summary>How many kept orders were erased.</summary>
    public required int Orders { get; init; }

    /// <summary>How many calls that a Sender with <c>SHADOW=true</c> noted were taken out.</summary>
    public int? Shadowed { get; init; }
}
