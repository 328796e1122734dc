using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings;
using PhStudio.Messaging.WebhookProcessor.Telemetry;
using PhStudio.Messaging.WebhookProcessor.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Presses;

/// <summary>
/// Reads a press and has it dealt with. The decision, the answer and everything else that follows are committed with the mark that
/// the press was consumed; Telegram's own repetitions of it (TELEGRAM.md 13) are the saga's to recognise.
/// </summary>
public sealed class PressConsumer(PressHandler presses, DecisionMetrics metrics, IBus bus) : IConsumer<TelegramPressReceived>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<TelegramPressReceived> context)
    {
        metrics.Read("press");
        var update = await Read(context);
        if (update.CallbackQuery is { } press)
            await presses.Handle(context, update.UpdateId, press);
        else if (context.ResponseAddress is not null)
            await context.RespondAsync(new UpdateAnswered());
    }

    // What cannot be read is parked; but the presser's spinner ends now, not when the wait is over. Past the outbox, which forgets what a failed consumer sent.
    private async Task<TelegramUpdate> Read(ConsumeContext<TelegramPressReceived> context)
    {
        try
        {
            return UpdateReader.Read(context.Message.Raw);
        }
        catch (UnreadableUpdateException) when (context.ResponseAddress is not null)
        {
            var waiting = await bus.GetSendEndpoint(context.ResponseAddress);
            await waiting.Send(new UpdateAnswered(), c => c.RequestId = context.RequestId, context.CancellationToken);
            throw;
        }
    }
}

/// <summary>The endpoint of presses.</summary>
public sealed class PressDefinition : ConsumerDefinition<PressConsumer>
{
    /// <summary>Names the endpoint.</summary>
    public PressDefinition()
    {
        EndpointName = Routes.TelegramPresses;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<PressConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseOutageRetry();
        endpointConfigurator.UseMessageRetry(ConflictRetry.Configure);
        context.GetRequiredService<OneAtATime>().OfPresses(endpointConfigurator);
        endpointConfigurator.UseRedisOutbox(context);
    }
}
