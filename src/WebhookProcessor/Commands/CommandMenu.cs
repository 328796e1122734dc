using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Texts;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Orders Telegram's command menu from the Sender at the start, one menu per language and a default one (docs/telegram.md 34).</summary>
public sealed class CommandMenu(IBusControl bus, CommandList commands, Localizer localizer, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        // In memory nothing is bound before the bus has started, and a publish would vanish.
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
        foreach (var language in localizer.Languages.Append(null))
        {
            var menu = commands.All.Select(c => new BotCommand { Command = c.Name, Description = localizer.Of(c.Menu, language ?? localizer.DefaultLanguage) });
            await OrderAsync(new SetBotCommands { Language = language, Commands = [.. menu] }, cancellationToken);
        }
    }

    // What is thrown here ends the service: not for a broker that goes away, and not for a bus that closes because the service stops.
    private async Task OrderAsync(SetBotCommands order, CancellationToken cancellationToken)
    {
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            try
            {
                await bus.Publish(order, cancellationToken);
                return;
            }
            catch (Exception) when (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is MassTransitException or RabbitMQClientException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
