using System.Text.Json.Serialization.Metadata;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>A booking as HTTP callers see it.</summary>
internal static class BookingJson
{
    public static void AddBookingJson(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<BookingMessages>();
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolver = json.SerializerOptions.TypeInfoResolver!.WithAddedModifier(HideInternalMembers));
    }

    // The status says whether the order was applied: 200 or 409.
    // Whether its day may be in the past concerns the intake alone.
    private static void HideInternalMembers(JsonTypeInfo type)
    {
        var hidden = type.Type == typeof(BookingState) ? "applied" : type.Type == typeof(BookingCreated) ? "allow_past" : null;
        foreach (var property in type.Properties.Where(property => property.Name == hidden).ToList())
        {
            type.Properties.Remove(property);
        }
    }
}
