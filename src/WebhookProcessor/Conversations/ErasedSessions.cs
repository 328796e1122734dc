using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Conversations;

/// <summary>Deletes the sessions of an erased person's private chats, and the language that the person chose. The Sender, which gets the same order, answers it. Running twice finds nothing to delete.</summary>
public sealed class ErasedSessions(ISessions sessions) : IConsumer<EraseTraces>
{
    public async Task Consume(ConsumeContext<EraseTraces> context)
    {
        foreach (var chat in context.Message.ChatIds)
        {
            if (long.TryParse(chat, NumberStyles.None, CultureInfo.InvariantCulture, out var person))
            {
                await sessions.ForgetAsync(chat, person);
                await sessions.ForgetAsync(UserLanguages.EveryChat, person);
            }
        }
    }
}

/// <summary>Waits for Redis while it is unavailable. The endpoint's other consumers answer questions, which are asked again.</summary>
public sealed class ErasedSessionsDefinition : ConsumerDefinition<ErasedSessions>
{
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ErasedSessions> consumerConfigurator, IRegistrationContext context) =>
        consumerConfigurator.UseMessageRetry(retry => RedisOutageRetry.Wait(retry));
}
