using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>Somebody asked for an open decision with fresh buttons: the way back for presses that Telegram dropped (docs/telegram.md 8). Or nothing reaches the chat where it was asked. Published by /pending and by news of that chat, consumed by the booking's saga; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Bookings:ShowAgain")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Bookings:ShowAgain")]
public sealed record ShowBookingAgain : CorrelatedBy<Guid>
{
    /// <summary>The booking's saga.</summary>
    public required Guid CorrelationId { get; init; }

    public required string ChatId { get; init; }

    /// <summary>In which topic.</summary>
    public int? ThreadId { get; init; }

    public required string Language { get; init; }

    /// <summary>The staff chat that cannot be reached: the question is asked where it stands there, and nothing is done where it does not. Null where somebody asked for it.</summary>
    [Unreleased]
    public string? InsteadOf { get; init; }

    /// <summary>The message that is to be read before it; null for none.</summary>
    public Guid? After { get; init; }

    /// <summary>Names the showing: the same one again is the same message.</summary>
    public required string Occasion { get; init; }
}
