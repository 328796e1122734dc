using System.Globalization;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Corrections;

/// <summary>A booking before and after it was corrected. Pure.</summary>
/// <param name="Before">As it stood.</param>
/// <param name="After">As it stands.</param>
public sealed record Correction(BookingCreated Before, BookingCreated After)
{
    /// <summary>True where the session is at another time.</summary>
    public bool IsMove => Before.Date != After.Date || !Before.TimeSlots.SequenceEqual(After.TimeSlots, StringComparer.Ordinal);

    /// <summary>True where the customer is to be told in another chat.</summary>
    public bool IsOtherChat => Before.ClientChatId != After.ClientChatId;

    /// <summary>True where something changed that the card shows, so that nobody may decide by what stood there.</summary>
    public bool IsShown => Fields.Any(change => change.Field is not ("client_chat_id" or "client_language"));

    /// <summary>True where something changed that the customer has to know.</summary>
    public bool ConcernsCustomer => Fields.Any(change => change.Field is "service" or "date" or "time_slots" or "people_count" or "total_price" or "currency" or "location");

    /// <summary>What differs, in the order in which a booking names it. Values that say something of a person are left out: the audit is kept longer than the booking.</summary>
    public IReadOnlyList<FieldChange> Fields { get; } =
    [
        .. Differing("service", Before.Service, After.Service),
        .. Differing("date", Before.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), After.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        .. Differing("time_slots", string.Join(", ", Before.TimeSlots), string.Join(", ", After.TimeSlots)),
        .. Unnamed("client_name", Before.ClientName, After.ClientName),
        .. Unnamed("client_phone", Before.ClientPhone, After.ClientPhone),
        .. Differing("people_count", Text(Before.PeopleCount), Text(After.PeopleCount)),
        .. Differing("total_price", Text(Before.TotalPrice), Text(After.TotalPrice)),
        .. Differing("currency", Before.Currency ?? Currencies.Default, After.Currency ?? Currencies.Default),
        .. Unnamed("client_chat_id", Before.ClientChatId, After.ClientChatId),
        .. Differing("client_language", Before.ClientLanguage, After.ClientLanguage),
        .. Differing("location", Before.Location, After.Location),
        .. Unnamed("notes", Before.Notes, After.Notes),
    ];

    /// <summary>What a change makes of a booking.</summary>
    public static Correction Of(BookingCreated known, BookingChanged change)
    {
        var currency = change.Currency ?? known.Currency;
        return new Correction(known, known with
        {
            Service = change.Service ?? known.Service,
            Date = change.Date ?? known.Date,
            TimeSlots = change.TimeSlots ?? known.TimeSlots,
            ClientName = change.ClientName ?? known.ClientName,
            ClientPhone = change.ClientPhone ?? known.ClientPhone,
            PeopleCount = change.PeopleCount ?? known.PeopleCount,
            TotalPrice = change.TotalPrice ?? known.TotalPrice,
            Currency = currency,
            ClientChatId = change.ClientChatId ?? known.ClientChatId,
            ClientLanguage = change.ClientLanguage ?? known.ClientLanguage,
            Location = change.Location is { } location ? Blankless(location) : known.Location,
            Notes = change.Notes is { } notes ? Blankless(notes) : known.Notes,
        });
    }

    private static IEnumerable<FieldChange> Differing(string field, string? before, string? after)
    {
        if (before != after)
        {
            yield return new FieldChange { Field = field, Before = before, After = after };
        }
    }

    private static IEnumerable<FieldChange> Unnamed(string field, string? before, string? after) => before == after ? [] : [new FieldChange { Field = field }];

    private static string? Blankless(string text) => string.IsNullOrWhiteSpace(text) ? null : text;

    // 8000.00 and 8000 are one price.
    private static string Text(decimal amount) => amount.ToString("0.############################", CultureInfo.InvariantCulture);
}
