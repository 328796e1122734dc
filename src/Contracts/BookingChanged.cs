using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// A booking was corrected. Published by the platform, or by the Gateway (<c>PATCH /bookings/{id}</c>), which is answered with <see cref="BookingState"/>, or <see cref="BookingChangeRefused"/>.
/// What is left out, or is what stands already, stays as it is; an empty <see cref="Location"/> or <see cref="Notes"/> takes it away.
/// Staff see the new values and read what was changed from what to what; the customer is told where it concerns the session.
/// </summary>
public sealed record BookingChanged
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }

    /// <summary>What was booked, as staff and customer call it, 1-200 characters.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Service { get; init; }

    /// <summary>The day of the session, <c>yyyy-MM-dd</c>, in the studio's time zone; not in the past unless <see cref="AllowPast"/> says so.</summary>
    [SensibleDate]
    public DateOnly? Date { get; init; }

    /// <summary>When the session's slots begin, each <c>HH:mm</c> in the studio's time zone; 1-48 of them, none twice.</summary>
    [Count(1, 48), EachMatches(BookingCreated.TimeSlotPattern, BookingCreated.TimeSlotForm), Distinct]
    public IReadOnlyList<string>? TimeSlots { get; init; }

    /// <summary>The customer's name as typed, 1-200 characters.</summary>
    [StringLength(200, MinimumLength = 1), Personal(PersonalKind.Name)]
    public string? ClientName { get; init; }

    /// <summary>The customer's telephone number as typed, 1-40 characters.</summary>
    [StringLength(40, MinimumLength = 1), Personal(PersonalKind.Phone)]
    public string? ClientPhone { get; init; }

    /// <summary>How many people come, 1-1000.</summary>
    [Range(1, 1000)]
    public int? PeopleCount { get; init; }

    /// <summary>The whole price in units of the booking's currency, 0-1,000,000,000, with at most the decimals of <see cref="Currency"/>, or of the booking's own where that is left out.</summary>
    [Amount(nameof(Currency), CurrencyMayStand = true)]
    public decimal? TotalPrice { get; init; }

    /// <summary>ISO 4217 code in capitals. The price, which may stay, must fit it.</summary>
    [RegularExpression(@"^[A-Z]{3}\z", ErrorMessage = "must be an ISO 4217 code such as RUB")]
    public string? Currency { get; init; }

    /// <summary>The customer's private chat with the bot: a number as text. From now on that one is told.</summary>
    [NumberOrText, RegularExpression(@"^[1-9][0-9]{0,15}\z", ErrorMessage = "must be the number of a private chat, such as 123456789"), Personal(PersonalKind.Chat)]
    public string? ClientChatId { get; init; }

    /// <summary>The customer's language, a code such as <c>ru</c> or <c>en</c>.</summary>
    [RegularExpression(@"^[a-z]{2,3}\z", ErrorMessage = "must be a language code such as ru or en"), Personal(PersonalKind.Detail)]
    public string? ClientLanguage { get; init; }

    /// <summary>Where the session is, up to 200 characters; empty for nowhere in particular.</summary>
    [StringLength(200), BlankSaysSomething]
    public string? Location { get; init; }

    /// <summary>What the customer wrote with the booking, up to 2000 characters; empty for nothing.</summary>
    [StringLength(2000), BlankSaysSomething, Personal]
    public string? Notes { get; init; }

    /// <summary>True where the new day may be in the past. Default: false.</summary>
    public bool? AllowPast { get; init; }

    /// <summary>Who changed it, as shown to people, 1-200 characters; null for the platform as such.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? By { get; init; }
}

/// <summary>One value of a booking that was changed.</summary>
public sealed record FieldChange
{
    /// <summary>The field in snake_case, as <c>POST /bookings</c> names it.</summary>
    public required string Field { get; init; }

    /// <summary>What it was; null for nothing, and for what says something of a person (name, phone, notes, chat).</summary>
    public string? Before { get; init; }

    /// <summary>What it is; null as before.</summary>
    public string? After { get; init; }
}
