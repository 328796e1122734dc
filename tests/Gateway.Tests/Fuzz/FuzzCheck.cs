using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Tests.Fuzz;

/// <summary>Looks at what was taken.</summary>
internal static class FuzzCheck
{
    /// <summary>A value that nobody sent: what was taken is written as it would go on, and nothing in it may have been rounded, cut or left half.</summary>
    public static string? Wrong(object taken)
    {
        try
        {
            var json = JsonSerializer.Serialize(taken, taken.GetType());
            if (json.Contains("\\uFFFD", StringComparison.OrdinalIgnoreCase) && taken is not (TelegramUpdateReceived or TelegramPressReceived))
            {
                return $"{taken.GetType().Name} holds a replaced character: {json}";
            }
        }
        catch (Exception e)
        {
            return $"{taken.GetType().Name} cannot be written: {e.Message}";
        }

        return taken switch
        {
            BookingCreated { TotalPrice: < 0 or > 1_000_000_000 } booking => $"an amount of {booking.TotalPrice}",
            BookingCreated booking when decimal.Round(booking.TotalPrice, Currencies.Digits(booking.Currency ?? "RUB")) != booking.TotalPrice => $"an amount of {booking.TotalPrice} {booking.Currency}",
            BookingCreated { TimeSlots: var slots } when slots.Any(slot => slot.Length != 5) || slots.Distinct().Count() != slots.Count => "time slots that are none",
            BookingCreated { Date: var day } when day < SensibleDateAttribute.First || day > SensibleDateAttribute.Last => $"a session on {day}",
            BookingCreated { BookingId: "." or ".." or "" } => "an id that no address carries",
            _ => null,
        };
    }
}
