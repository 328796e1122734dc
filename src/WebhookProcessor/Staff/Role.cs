using System.Text.Json.Serialization;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>What a person may do; each role may do what the ones before it may.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>Nothing of the staff's.</summary>
    None,

    /// <summary>Sees bookings.</summary>
    Viewer,

    /// <summary>Confirms and rejects, and takes back what he or she decided.</summary>
    Decider,

    /// <summary>Takes back anybody's decision, and is called when nobody decides.</summary>
    Manager,
}
