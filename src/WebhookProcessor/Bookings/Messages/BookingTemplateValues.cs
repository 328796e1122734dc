using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>A booking's values by the names that the templates know.</summary>
public static class BookingTemplateValues
{
    /// <summary>Who decides later, the next one first; nobody once it is decided.</summary>
    public static IEnumerable<Snooze> Snoozes(BookingDecision booking) => booking.Decision is null ? booking.Snoozes.OrderBy(snooze => snooze.Until) : [];

    /// <summary>The known values; unknown ones are left out.</summary>
    /// <param name="booking">The booking.</param>
    /// <param name="now">Now, for how long it has waited.</param>
    public static IReadOnlyDictionary<string, JsonElement> Of(BookingDecision booking, DateTimeOffset now)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Add("booking_id", booking.BookingId);
        Add("state", BookingStates.Name(booking));
        Add("created_at", booking.FirstHeardAt);
        Add("waiting_minutes", Math.Max(0, (long)(now - booking.OpenSince).TotalMinutes));

        if (booking.Booking is { } created)
        {
            foreach (var field in BookingFields.All.Where(field => field.IsShown))
            {
                Add(field.Name, field.Json(created));
            }
        }

        if (booking.IsClientLost)
        {
            Add("client_unreachable", true);
        }

        if (Snoozes(booking).FirstOrDefault() is { } snooze)
        {
            Add("snoozed_by", snooze.UserName);
            Add("snoozed_until", snooze.Until);
        }

        if (booking.Former is { } former)
        {
            Add("former_date", former.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            Add("former_time_slots", former.TimeSlots);
        }

        if (booking.Decision is { } decision)
        {
            Add("decided_by", DecisionSource.Shown(decision));
            Add("decided_at", decision.At);
            Add("reason", decision.Reason);
            Add("additional_info", decision.AdditionalInfo);
        }

        return values;

        void Add<T>(string name, T value)
        {
            if (value is not null)
            {
                values[name] = JsonSerializer.SerializeToElement(value);
            }
        }
    }
}
