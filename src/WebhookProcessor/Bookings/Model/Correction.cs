using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>A booking before and after it was corrected. Pure.</summary>
/// <param name="Before">As it stood.</param>
/// <param name="After">As it stands.</param>
public sealed record Correction(BookingCreated Before, BookingCreated After)
{
    private const string Price = "total_price";

    /// <summary>True where the session is at another time.</summary>
    public bool IsMove => Before.Date != After.Date || !Before.TimeSlots.SequenceEqual(After.TimeSlots, StringComparer.Ordinal);

    /// <summary>True where the customer is to be told in another chat.</summary>
    public bool IsOtherChat => Before.ClientChatId != After.ClientChatId;

    /// <summary>True where the customer is to be told in another language.</summary>
    public bool IsOtherLanguage => Before.ClientLanguage != After.ClientLanguage;

    /// <summary>True where something changed that the card shows, so that nobody may decide by what stood there.</summary>
    public bool IsShown => Changed.Any(changed => changed.IsShown);

    /// <summary>True where something changed that the customer has to know.</summary>
    public bool ConcernsCustomer => Changed.Any(changed => changed.ConcernsCustomer);

    /// <summary>The fields that differ, in the order in which a booking names them.</summary>
    public IReadOnlyList<BookingField> Changed { get; } = [.. BookingFields.All.Where(field => field.Text(Before) != field.Text(After))];

    /// <summary>The same for the audit. Values that say something of a person are left out: it is kept longer than the booking.</summary>
    public IReadOnlyList<FieldChange> Fields => [.. Changed.Select(changed => changed.IsPersonal
        ? new FieldChange { Field = changed.Name }
        : new FieldChange { Field = changed.Name, Before = changed.Text(Before), After = changed.Text(After) })];

    /// <summary>
    /// What is wrong with the booking as it would stand, by field; empty where nothing is. A change alone cannot tell: a price without its currency is one in the booking's own.
    /// What was wrong before and is not touched stays as it is.
    /// </summary>
    public IReadOnlyDictionary<string, string[]> Errors => Changed.Any(changed => changed.Name is Price or "currency")
        ? MessageValidator.Of(After).Where(error => error.Key == Price).ToDictionary()
        : new Dictionary<string, string[]>();

    /// <summary>What a change makes of a booking.</summary>
    /// <param name="known">As it stands.</param>
    /// <param name="change">What is wished for.</param>
    /// <param name="passedOver">The fields that stay as they are all the same; null for none.</param>
    public static Correction Of(BookingCreated known, BookingChanged change, IReadOnlySet<string>? passedOver = null) =>
        new(known, BookingFields.All.Where(field => passedOver?.Contains(field.Name) != true).Aggregate(known, (booking, field) => field.Correct?.Invoke(booking, change) ?? booking));
}
