using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Health;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Orders Telegram's command menu from the Sender at the start, one menu per language and a default one (docs/telegram.md 34).</summary>
public sealed partial class CommandMenu(IBusControl bus, Localizer localizer, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<CommandMenu> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly LoopFailures _failures = new(error => Log.Later(logger, error));

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        // In memory nothing is bound before the bus has started, and a publish would vanish.
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
        foreach (var language in localizer.Languages.Append(null))
        {
            var menu = CommandList.All.Select(c => new BotCommand { Command = c.Name, Description = localizer.Of(c.Menu, language ?? localizer.DefaultLanguage) });
            await OrderAsync(new SetBotCommands { Language = language, Commands = [.. menu] }, cancellationToken);
        }
    }

    // A bus that closes because the service stops is no failure.
    private async Task OrderAsync(SetBotCommands order, CancellationToken cancellationToken)
    {
        while (!lifetime.ApplicationStopping.IsCancellationRequested && !await _failures.TryAsync(() => bus.PublishConfirmedAsync(order, time, cancellationToken), lifetime.ApplicationStopping))
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The menu of commands could not be ordered yet ({Error}); it is tried again")]
        public static partial void Later(ILogger logger, string error);
    }
}
