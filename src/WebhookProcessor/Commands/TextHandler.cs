using MassTransit;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Bookings.Reasons;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Finds the command of a text and runs it, or takes what was written as the reason that is awaited. Any other text needs no answer: people talk in groups.</summary>
public sealed class TextHandler(
    CommandList commands, ReasonTexts reasons, StaffAuthorization access, StaffChats chats, ChatNames chatNames, UserLanguages languages, StrangerLimits strangers, EphemeralReplies ephemeral, BotName bot, StudioClock clock)
{
    /// <summary>An older command is not carried out: its author does not wait for it any more. Nor is a forwarded one, which is somebody else's.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    /// <summary>True for what is carried out as a command, or not at all.</summary>
    public static bool IsCommand(Message message) => LineOf(message) is not null;

    /// <summary>Handles a message.</summary>
    /// <returns>False where it led to nothing.</returns>
    public async Task<bool> HandleAsync(ConsumeContext context, long updateId, Message message)
    {
        if (LineOf(message) is not { } line)
        {
            return await reasons.HandleAsync(context, updateId, message);
        }

        if ((clock.Now - message.Date > MaxAge && !IsCustomersLink(line, message)) || message.IsForwarded)
        {
            return false;
        }

        var names = await chatNames.OfAsync(message.Chat);
        if (!message.Chat.IsPrivate && !chats.Contains(names))
        {
            // Any member of a group that is not the staff's could make the bot write there.
            return false;
        }

        var person = message.From!;
        var role = access.RoleOf(person, names);
        if (role == Role.None && !strangers.TryTake(context, person.Id, message.Chat.Id))
        {
            return false;
        }

        if (line.Bot is not null && !message.Chat.IsPrivate && !string.Equals(line.Bot, await bot.GetAsync(context.CancellationToken), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // In groups an unknown command may be meant for another bot (docs/telegram.md 37).
        var command = CommandList.Find(line.Name);
        if (command is null && !message.Chat.IsPrivate && line.Bot is null)
        {
            return false;
        }

        var order = new CommandOrder(context, updateId, message, person.Id, line, role, await languages.OfAnswerAsync(person, chats.LanguageIn(names))) { Ephemeral = ephemeral };
        if (command is null)
        {
            await order.ReplyAsync("command_unknown", ("command", "/" + line.Name));
        }
        else if (order.Role < command.Needs)
        {
            await (order with { IsForOne = true }).ReplyAsync("command_not_allowed", ("command", "/" + line.Name));
        }
        else
        {
            await commands.RunAsync(command, order with { IsForOne = command.IsForOne });
        }

        return true;
    }

    private static CommandLine? LineOf(Message message) => message.Text is null ? null : CommandLine.Parse(message.Text);

    // A customer does not open the link a second time: it is taken as late as it comes, and is as valid as it is then.
    private static bool IsCustomersLink(CommandLine line, Message message) => line is { Name: "start", Argument.Length: > 0 } && message.Chat.IsPrivate;
}
