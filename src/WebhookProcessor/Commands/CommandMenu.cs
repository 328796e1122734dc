using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Orders Telegram's command menu from the Sender at the start, one menu per language and a default one (docs/telegram.md 34).</summary>
public sealed class CommandMenu(IBusControl bus, CommandList commands, Localizer localizer) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        // In memory nothing is bound before the bus has started, and a publish would vanish.
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
        foreach (var language in localizer.Languages.Append(null))
        {
            var menu = commands.All.Select(c => new BotCommand { Command = c.Name, Description = localizer.Of(c.Menu, language ?? localizer.DefaultLanguage) });
            await bus.Publish(new SetBotCommands { Language = language, Commands = [.. menu] }, cancellationToken);
        }
    }
}
