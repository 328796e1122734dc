using System.Globalization;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Redis;

namespace PhStudio.Messaging.Sender.Languages;

/// <summary>Remembers the language that a person chose. Twice is once; of two choices the later one counts, in whichever order they come.</summary>
public sealed class LanguageNews(ILanguageMemory languages) : IConsumer<LanguageChosen>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<LanguageChosen> context) =>
        languages.Choose(context.Message.UserId.ToString(CultureInfo.InvariantCulture), context.Message.Language, context.Message.ChosenAt);
}

/// <summary>A choice waits for a Redis that is away.</summary>
public sealed class LanguageNewsDefinition : ConsumerDefinition<LanguageNews>
{
    /// <summary>Names the queue.</summary>
    public LanguageNewsDefinition() => EndpointName = Routes.SenderLanguages;

    /// <inheritdoc />
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<LanguageNews> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseRedisOutageRetry();
}
