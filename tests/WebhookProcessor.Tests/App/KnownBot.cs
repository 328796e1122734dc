using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Tests.App;

/// <summary>Stands in for the Sender, which alone can ask Telegram who the bot is.</summary>
public sealed class KnownBot : IConsumer<GetBotStatus>
{
    public Task Consume(ConsumeContext<GetBotStatus> context) => context.RespondAsync(new BotStatus { Connected = true, BotUserName = "StudioBot", Updates = "polling" });
}
