using System.Text.Json.Serialization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>How a booking's decision can end.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Outcome>))]
public enum Outcome
{
    /// <summary>Staff, or the platform, said yes.</summary>
    Confirmed,

    /// <summary>Staff, or the platform, said no.</summary>
    Rejected,

    /// <summary>It was withdrawn.</summary>
    Cancelled,

    /// <summary>Nobody decided in time.</summary>
    Expired,
}
