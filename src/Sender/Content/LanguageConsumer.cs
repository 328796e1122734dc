using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>Remembers the language that a person chose. Twice is once; of two choices the later one counts, in whichever order they come.</summary>
public sealed class LanguageConsumer(ILanguageStore languages) : IConsumer<LanguageChosen>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<LanguageChosen> context) =>
        languages.ChooseAsync(context.Message.UserId.ToString(CultureInfo.InvariantCulture), context.Message.Language, context.Message.ChosenAt);
}

/// <summary>A choice waits for a Redis that is away.</summary>
public sealed class LanguageConsumerDefinition : ConsumerDefinition<LanguageConsumer>
{
    /// <summary>Names the queue.</summary>
    public LanguageConsumerDefinition() => EndpointName = Routes.SenderLanguages;

    /// <inheritdoc />
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<LanguageConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseRedisOutageRetry();
}
