using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>Somebody opened a valid link of a booking. Published by /start, consumed by the booking's saga; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Customers:LinkOpened")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Customers:LinkOpened")]
public sealed record LinkOpened : CorrelatedBy<Guid>
{
    /// <summary>The booking's saga.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>The link's version: only that of the booking binds.</summary>
    public ushort LinkVersion { get; init; }

    /// <summary>The private chat of the person who opened it.</summary>
    public required string ChatId { get; init; }

    /// <summary>The topic of that chat, where it has topics: the answer goes there.</summary>
    [Unreleased]
    public int? ThreadId { get; init; }

    /// <summary>The opener, as shown to people.</summary>
    public string? UserName { get; init; }

    /// <summary>The opener's language.</summary>
    public required string Language { get; init; }

    /// <summary>The update that brought it: its answer is sent once.</summary>
    public required long UpdateId { get; init; }
}
