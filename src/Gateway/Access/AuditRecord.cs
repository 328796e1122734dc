using System.Text.Json.Serialization;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>One call that changed something. It holds ids and states, never a name, a phone number or a text of a person's.</summary>
internal sealed record AuditRecord
{
    /// <summary>Its own id, which rises with time; set by the trail.</summary>
    public string Id { get; init; } = "";

    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the key that called.</summary>
    public required string Key { get; init; }

    /// <summary>The call, such as <c>POST /bookings/{id}/confirm</c>.</summary>
    public required string What { get; init; }

    /// <summary>What it was about: the id of a booking, a message, a chat, or a queue.</summary>
    public string? Target { get; init; }

    /// <summary>True where <see cref="Target"/> is a person's, such as the number of a chat: an erasure takes it out.</summary>
    [JsonIgnore]
    public bool IsOfPerson { get; init; }

    /// <summary>What was, where it is known.</summary>
    public string? Before { get; init; }

    /// <summary>What is, where it is known.</summary>
    public string? After { get; init; }

    /// <summary>The messages that were moved or discarded, all of them. By each the record is found too.</summary>
    public IReadOnlyCollection<string>? Ids { get; init; }

    /// <summary>What was replaced as a whole, such as a message's body or a text of the studio's own. Shown only to keys that may see bodies.</summary>
    public string? Replaced { get; init; }
}
