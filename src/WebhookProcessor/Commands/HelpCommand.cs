using PhStudio.Messaging.WebhookProcessor.Access;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/help and a bare /start: what the bot can do for whoever asks.</summary>
public sealed class HelpCommand(Phrases phrases)
{
    /// <summary>/start.</summary>
    public Task Start(CommandOrder order, CommandList commands) => order.Role == Role.None ? order.Reply("customer_welcome") : Tell(order, commands, "command_start");

    /// <summary>/help.</summary>
    public Task Help(CommandOrder order, CommandList commands) => Tell(order, commands, "command_help");

    private Task Tell(CommandOrder order, CommandList commands, string template)
    {
        var lines = commands.All.Where(c => order.Role >= c.Needs).Select(c => $"/{c.Name} — {phrases.Of(c.Menu, order.Language)}");
        return order.Reply(template, ("commands", string.Join('\n', lines)));
    }
}
