using System.Text.Json.Serialization.Metadata;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>A booking as HTTP callers see it.</summary>
internal static class BookingJson
{
    public static void AddBookingJson(this IHostApplicationBuilder builder) => builder.Services.ConfigureHttpJsonOptions(json =>
        json.SerializerOptions.TypeInfoResolver = json.SerializerOptions.TypeInfoResolver!.WithAddedModifier(WithoutApplied));

    // Whether the order was applied is said by the status: 200 or 409. A mere question about the booking has no such answer.
    private static void WithoutApplied(JsonTypeInfo type)
    {
        if (type.Type != typeof(BookingState))
            return;
        foreach (var property in type.Properties.Where(property => property.Name == "applied").ToList())
            type.Properties.Remove(property);
    }
}
