using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>The values of the texts that tell of a correction: what changed, and beside it what it was. Pure.</summary>
public static class CorrectionValues
{
    private const string Former = "former_";

    private static readonly HashSet<string> Changeable = [.. BookingFields.All.Where(field => !field.IsHeading).Select(field => field.Name)];

    /// <summary>For the staff: of what can change, only what did.</summary>
    public static IReadOnlyDictionary<string, JsonElement> ForStaff(BookingDecision booking, Correction correction, DateTimeOffset now)
    {
        var told = Told(correction).Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        return With(correction, BookingTemplateValues.Of(booking, now).Where(value => !Changeable.Contains(value.Key) || told.Contains(value.Key)));
    }

    /// <summary>For the customer: the session as it is, and what it was.</summary>
    public static IReadOnlyDictionary<string, JsonElement> ForCustomer(BookingDecision booking, Correction correction, DateTimeOffset now) => With(correction, BookingTemplateValues.Of(booking, now));

    // Values left by an earlier move are not part of this correction.
    private static Dictionary<string, JsonElement> With(Correction correction, IEnumerable<KeyValuePair<string, JsonElement>> known)
    {
        var values = known.Where(value => !value.Key.StartsWith(Former, StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        foreach (var field in Told(correction))
        {
            if (field.Json(correction.Before) is { } value)
            {
                values[Former + field.Name] = value;
            }
        }
        return values;
    }

    // The price and its currency, and the day and its hours, are read together.
    private static IEnumerable<BookingField> Told(Correction correction) =>
        BookingFields.All.Where(field => field.IsShown && correction.Changed.Any(changed => changed == field || changed.Name == field.ReadWith));
}
