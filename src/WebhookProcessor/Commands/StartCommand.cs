using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/start: what the bot can do; with the token of a booking's link, the booking is bound to the person who opened it.</summary>
public sealed class StartCommand(HelpCommand help, LinkToken links, StudioClock clock) : ICommand
{
    /// <summary>Answers, or leaves the answer to the booking's saga.</summary>
    public async Task RunAsync(CommandOrder order)
    {
        if (order.Line.Argument.Length == 0 || !order.Message.Chat.IsPrivate)
        {
            await help.StartAsync(order);
        }
        else if (links.Read(order.Line.Argument, clock.Now) is not var (booking, version))
        {
            await order.ReplyAsync("customer_link_invalid");
        }
        else
        {
            await order.Context.Publish(
                new LinkOpened { CorrelationId = booking, LinkVersion = version, ChatId = order.ChatId, ThreadId = order.ThreadId, UserName = order.Message.From?.ShownName, Language = order.Language, UpdateId = order.UpdateId },
                c => c.MessageId = BookingCorrelation.Message(booking, $"opened:{order.UpdateId}"),
                order.Context.CancellationToken);
        }
    }
}
