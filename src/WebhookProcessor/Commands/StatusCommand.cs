using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Lists;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/status: is all well, in words.</summary>
public sealed class StatusCommand(IBookingLists lists, BotName bot)
{
    /// <summary>Answers.</summary>
    public async Task Run(CommandOrder order)
    {
        var open = await lists.Open();
        var problem = await Problem(order.Context.CancellationToken);
        await order.Reply("command_status", ("healthy", problem is null), ("pending_count", open.Count), ("problem", problem));
    }

    private async Task<string?> Problem(CancellationToken cancellationToken)
    {
        try
        {
            var status = await bot.Status(cancellationToken);
            return status.Connected ? status.LastWebhookError : status.Error ?? "Telegram";
        }
        catch (RequestTimeoutException)
        {
            return "Sender";
        }
    }
}
