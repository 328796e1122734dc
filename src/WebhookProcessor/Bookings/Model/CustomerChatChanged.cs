using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>A customer blocked the bot, or lets it write again. Published at Telegram's own word of it for each booking ahead, consumed by the booking's saga; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Customers:CustomerChatChanged")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Customers:CustomerChatChanged")]
public sealed record CustomerChatChanged : CorrelatedBy<Guid>
{
    /// <summary>The booking's saga.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>The customer's private chat: nothing is done where another one is the customer by now.</summary>
    public required string ChatId { get; init; }

    /// <summary>True where the bot cannot write there.</summary>
    public required bool IsBlocked { get; init; }

    /// <summary>When, by Telegram's own word: an older one changes nothing.</summary>
    [Unreleased]
    public DateTimeOffset? At { get; init; }
}
