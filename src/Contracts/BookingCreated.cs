using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// A booking was made on the platform and waits for a decision of the staff.
/// Published by the booking platform (on the bus) or by the Gateway (for <c>POST /bookings</c>).
/// The same <see cref="BookingId"/> again is the same booking: it is asked once and decided once.
/// </summary>
public sealed record BookingCreated
{
    /// <summary>The pattern of a time slot.</summary>
    public const string TimeSlotPattern = @"^([01][0-9]|2[0-3]):[0-5][0-9]\z";

    /// <summary>The form of a time slot, in words.</summary>
    public const string TimeSlotForm = "HH:mm, for example 10:00";

    /// <summary>The platform's own id of the booking: any text of 1-200 characters without white space around it.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId(IsNew = true), NumberOrText, AlsoNamed("id")]
    public required string BookingId { get; init; }

    /// <summary>What was booked, as staff and customer call it, 1-200 characters.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Service { get; init; }

    /// <summary>The day of the session, <c>yyyy-MM-dd</c>, in the studio's time zone; not in the past unless <see cref="AllowPast"/> says so.</summary>
    [Required, SensibleDate]
    public required DateOnly Date { get; init; }

    /// <summary>When the session's slots begin, each <c>HH:mm</c> in the studio's time zone; 1-48 of them, none twice.</summary>
    [Required, Count(1, 48), EachMatches(TimeSlotPattern, TimeSlotForm), Distinct]
    public required IReadOnlyList<string> TimeSlots { get; init; }

    /// <summary>The customer's name as typed, 1-200 characters; shown as those very characters.</summary>
    [Required, StringLength(200, MinimumLength = 1), Personal(PersonalKind.Name)]
    public required string ClientName { get; init; }

    /// <summary>The customer's telephone number as typed, 1-40 characters.</summary>
    [Required, StringLength(40, MinimumLength = 1), Personal(PersonalKind.Phone)]
    public required string ClientPhone { get; init; }

    /// <summary>How many people come, 1-1000.</summary>
    [Range(1, 1000)]
    public required int PeopleCount { get; init; }

    /// <summary>
    /// The whole price in units of <see cref="Currency"/> (not in hundredths), 0-1,000,000,000, with at most the decimals of its currency.
    /// On the wire a number, or a text of the form 8000.50.
    /// </summary>
    [Amount(nameof(Currency))]
    public required decimal TotalPrice { get; init; }

    /// <summary>ISO 4217 code in capitals. Default: <c>RUB</c>.</summary>
    [RegularExpression(@"^[A-Z]{3}\z", ErrorMessage = "must be an ISO 4217 code such as RUB")]
    public string? Currency { get; init; }

    /// <summary>The customer's private chat with the bot, where it is known: a number as text.</summary>
    [NumberOrText, RegularExpression(@"^[1-9][0-9]{0,15}\z", ErrorMessage = "must be the number of a private chat, such as 123456789"), Personal(PersonalKind.Chat)]
    public string? ClientChatId { get; init; }

    /// <summary>The customer's language, a code such as <c>ru</c> or <c>en</c>.</summary>
    [RegularExpression(@"^[a-z]{2,3}\z", ErrorMessage = "must be a language code such as ru or en"), Personal(PersonalKind.Detail)]
    public string? ClientLanguage { get; init; }

    /// <summary>Where the session is, for studios with several places, 1-200 characters: staff chats can be chosen by it.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Location { get; init; }

    /// <summary>What the customer wrote with the booking, up to 2000 characters.</summary>
    [StringLength(2000), Personal]
    public string? Notes { get; init; }

    /// <summary>
    /// 1-10 pictures of what the customer has in mind, each an http(s) address that Telegram can fetch, or <c>upload:</c> with the SHA-256 of a file that was uploaded to the Gateway:
    /// staff see them as an album, in reply to the card. A single one may be given as the text <c>photo_url</c>.
    /// </summary>
    [Count(1, 10), EachAtMost(PhotoForm.MaxLength), EachMatches(PhotoForm.Pattern, PhotoForm.Words), AlsoNamed("photos"), OneNamed("photo_url"), Personal(PersonalKind.Detail)]
    public IReadOnlyList<string>? PhotoUrls { get; init; }

    /// <summary>How it came: <c>http</c> where the Gateway took it (<c>POST /bookings</c>). Leave it out on the bus.</summary>
    [StringLength(40)]
    public string? Via { get; init; }

    /// <summary>True for a booking whose day may be in the past, such as one that is entered afterwards. Default: false.</summary>
    public bool? AllowPast { get; init; }

    /// <summary>True for a booking about which another system has asked staff already: they are not asked again, and whichever of its buttons they press decides. Default: false.</summary>
    public bool? Asked { get; init; }

    /// <summary>Telegram's id of the message by which that system asked, where it is known: it is edited at the decision. Then <see cref="Asked"/> need not be given.</summary>
    [Range(typeof(long), "1", "2147483647")]
    public long? CardMessageId { get; init; }

    /// <summary>The chat of that message. Default: the first staff chat that the booking concerns.</summary>
    [NumberOrText, RegularExpression(ChatIdForm.Pattern, ErrorMessage = ChatIdForm.Rule)]
    public string? CardChatId { get; init; }
}
