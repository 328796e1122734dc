using MassTransit;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Access;
using PhStudio.Messaging.WebhookProcessor.Reasons;
using PhStudio.Messaging.WebhookProcessor.Sessions;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Finds the command of a text and runs it, or takes the text as the reason that is awaited. Any other text needs no answer: people talk in groups.</summary>
public sealed class TextHandler(CommandList commands, ReasonTexts reasons, StaffAccess access, ChatNames chatNames, UserLanguages languages, BotName bot)
{
    /// <summary>Deals with a text.</summary>
    public async Task Handle(ConsumeContext context, long updateId, Message message)
    {
        var person = message.From!;
        if (CommandLine.Parse(message.Text!) is not { } line)
        {
            await reasons.Handle(context, updateId, message);
            return;
        }

        if (!await IsForUs(context, line, message.Chat))
            return;

        var order = new CommandOrder(context, updateId, message, person.Id, line, access.RoleOf(person, await chatNames.Of(message.Chat)), await languages.Of(person));
        if (commands.Find(line.Name) is not { } command)
            await order.Reply("command_unknown", ("command", "/" + line.Name));
        else if (order.Role < command.Needs)
            await order.Reply("command_not_allowed", ("command", "/" + line.Name));
        else
            await command.Run(order);
    }

    // In groups several bots listen: /status@other is not ours, and a bare /status may be anybody's but is answered.
    private async Task<bool> IsForUs(ConsumeContext context, CommandLine line, Chat chat) =>
        line.Bot is null || chat.IsPrivate || string.Equals(line.Bot, await bot.Get(context.CancellationToken), StringComparison.OrdinalIgnoreCase);
}
