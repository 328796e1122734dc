namespace PhStudio.Messaging.Contracts;

/// <summary>
/// A <see cref="BookingCreated"/> came with an id that was used before, and with other content: the first stands, and nobody was asked about the second.
/// Published by WebhookProcessor.
/// </summary>
public sealed record BookingConflict
{
    /// <summary>The platform's own id of the booking.</summary>
    public required string BookingId { get; init; }

    /// <summary>The fields that differ, by their snake_case names.</summary>
    public required IReadOnlyList<string> Differs { get; init; }

    /// <summary>When it was found.</summary>
    public required DateTimeOffset At { get; init; }
}
