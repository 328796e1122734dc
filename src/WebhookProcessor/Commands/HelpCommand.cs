using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>/help and a bare /start: what the bot can do for anybody who asks.</summary>
public sealed class HelpCommand(Localizer localizer) : ICommand
{
    /// <summary>/start.</summary>
    public Task StartAsync(CommandOrder order) => order.Role == Role.None ? order.ReplyAsync("customer_welcome") : TellAsync(order, "command_start");

    /// <summary>/help.</summary>
    public Task RunAsync(CommandOrder order) => TellAsync(order, "command_help");

    private Task TellAsync(CommandOrder order, string template)
    {
        var lines = CommandList.All.Where(c => order.Role >= c.Needs).Select(c => $"/{c.Name} — {localizer.Of(c.Menu, order.Language)}");
        return order.ReplyAsync(template, ("commands", string.Join('\n', lines)));
    }
}
