using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Customers;

/// <summary>A message for the customer. Published by the saga, which does no I/O, and consumed here, where the customer's current language is known; inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Customers:ClientMessage")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Customers:ClientMessage")]
public sealed record CustomerMessage
{
    /// <summary>The message in the default language, without its button.</summary>
    public required SendMessage Order { get; init; }

    /// <summary>The booking's saga.</summary>
    public required Guid Booking { get; init; }

    /// <summary>The current keyboard.</summary>
    public required ushort KeyboardVersion { get; init; }

    /// <summary>Whether the booking can be cancelled by a button below.</summary>
    public required bool WithButton { get; init; }
}

/// <summary>
/// Sends it, with its button, in the language that the customer chose by /language. Running twice orders the same
/// message twice, which the Sender takes for one.
/// </summary>
public sealed class CustomerMessageConsumer(UserLanguages languages, Keyboards keyboards, ReadValues values) : IConsumer<CustomerMessage>
{
    public async Task Consume(ConsumeContext<CustomerMessage> context)
    {
        var (message, order) = (context.Message, context.Message.Order);
        // The number of a private chat is that of its person.
        var chosen = long.TryParse(order.ChatId, NumberStyles.None, CultureInfo.InvariantCulture, out var user) ? await languages.ChosenAsync(user) : null;
        var copy = new MessageCopy { MessageId = order.MessageId, ChatId = order.ChatId, Language = chosen ?? order.Language! };
        var told = order with
        {
            Language = copy.Language,
            Values = order.Values is { } given ? values.In(given, copy.Language) : null,
            ReplyMarkup = message.WithButton ? keyboards.ClientCancel(message.Booking, message.KeyboardVersion, copy) : null,
        };
        await context.Publish(told, c => c.MessageId = told.MessageId);
    }
}
