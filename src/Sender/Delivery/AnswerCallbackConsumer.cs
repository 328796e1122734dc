using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Ends the spinner of a pressed button, at once and outside all limits (it is no message). A late or repeated answer is refused by Telegram
/// and harmless (docs/telegram.md 33); when Telegram does not answer for some seconds the press is too old anyway.
/// </summary>
internal sealed class AnswerCallbackConsumer(TelegramClient telegram) : IConsumer<AnswerCallback>
{
    public async Task Consume(ConsumeContext<AnswerCallback> context)
    {
        var order = context.Message;
        var answer = await telegram.AnswerCallbackQueryAsync(new AnswerCallbackQueryCall(order.CallbackQueryId, order.Text, order.ShowAlert));

        if (Classification.Classify(answer) is TelegramOutcome.Transient or TelegramOutcome.Ambiguous or TelegramOutcome.RateLimited && context.GetRetryAttempt() < AnswerCallbackDefinition.Retries)
        {
            throw new CallbackNotAnsweredException();
        }
    }
}

/// <summary>Telegram did not answer; it is retried while the press can still be answered.</summary>
public sealed class CallbackNotAnsweredException() : Exception("Telegram did not take the answer to a press");

/// <summary>A queue of its own, so that no message holds up a press.</summary>
internal sealed class AnswerCallbackDefinition : ConsumerDefinition<AnswerCallbackConsumer>
{
    public const int Retries = 4;

    public AnswerCallbackDefinition() => EndpointName = Routes.AnswerCallbacks;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AnswerCallbackConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PublishFaults = false;
        endpointConfigurator.UseMessageRetry(retry => retry.Intervals(200, 1000, 2000, 4000));
    }
}
