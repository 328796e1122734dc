using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>Tells the bot's state.</summary>
internal sealed class GetBotStatusConsumer(SenderStatus status) : IConsumer<GetBotStatus>
{
    public async Task Consume(ConsumeContext<GetBotStatus> context) => await context.RespondAsync(await status.NowAsync(problem: null, SenderStatus.Question, context.CancellationToken));
}

/// <summary>Sets the webhook at an operator's order. The same order again finds it set.</summary>
internal sealed class SetBotWebhookConsumer(UpdateSource source, SenderStatus status) : IConsumer<SetBotWebhook>
{
    public async Task Consume(ConsumeContext<SetBotWebhook> context)
    {
        var order = await source.OrderAsync(context.Message.Url, context.CancellationToken);
        await context.RespondAsync(await status.NowAsync(order.Problem, Timeout.InfiniteTimeSpan, context.CancellationToken) with { WebhookBefore = order.Before });
    }
}

/// <summary>Removes the webhook at an operator's order, so that the Sender polls. The same order again finds it gone.</summary>
internal sealed class DeleteBotWebhookConsumer(UpdateSource source, SenderStatus status) : IConsumer<DeleteBotWebhook>
{
    public async Task Consume(ConsumeContext<DeleteBotWebhook> context)
    {
        var order = await source.OrderAsync("", context.CancellationToken);
        await context.RespondAsync(await status.NowAsync(order.Problem, Timeout.InfiniteTimeSpan, context.CancellationToken) with { WebhookBefore = order.Before });
    }
}

/// <summary>Puts the bot's commands into Telegram's menu. The same again changes nothing.</summary>
internal sealed class SetBotCommandsConsumer(TelegramClient telegram) : IConsumer<SetBotCommands>
{
    public async Task Consume(ConsumeContext<SetBotCommands> context)
    {
        var lines = context.Message.Commands.Select(command => new MenuLine(command.Command, command.Description)).ToList();
        var outcome = Classification.Classify(await telegram.SetMyCommandsAsync(new SetMyCommandsCall(lines, context.Message.Language), context.CancellationToken));
        if (outcome is not TelegramOutcome.Delivered)
        {
            throw new CommandsNotSetException(outcome);
        }
    }
}

/// <summary>Telegram did not take the menu.</summary>
public sealed class CommandsNotSetException(TelegramOutcome outcome) : Exception($"Telegram did not take the menu of commands: {outcome.GetType().Name}")
{
    /// <summary>True where the same menu may be taken later; false where it was refused for what it is.</summary>
    public bool Heals { get; } = outcome is TelegramOutcome.Transient or TelegramOutcome.Ambiguous or TelegramOutcome.RateLimited or TelegramOutcome.Unauthorised or TelegramOutcome.Conflict;
}
