using MassTransit;
using MassTransit.Configuration;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Platform;
using System.Globalization;
using System.Text;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// Texts of one private chat run one after another within the process, also while they wait for Redis: there each text answers the newest question that is left, so that their order decides.
/// In groups a reply says what it answers, and a command must not wait for a text.
/// </summary>
public sealed class TextOrder(IPartitioner lines) : IFilter<ConsumeContext<TelegramUpdateReceived>>
{
    private readonly IPartitioner<ConsumeContext<TelegramUpdateReceived>> _lines = lines.GetPartitioner<ConsumeContext<TelegramUpdateReceived>>(context => Encoding.UTF8.GetBytes(LineOf(context.Message) ?? ""));

    public Task Send(ConsumeContext<TelegramUpdateReceived> context, IPipe<ConsumeContext<TelegramUpdateReceived>> next) =>
        LineOf(context.Message) is null ? next.Send(context) : _lines.Send(context, next);

    public void Probe(ProbeContext context) => context.CreateFilterScope("text-order");

    // The consumer says what is wrong with an update that cannot be read.
    private static string? LineOf(TelegramUpdateReceived update) =>
        UpdateReader.TryRead(update.Raw)?.Message is { Chat.IsPrivate: true } message && (message.Text is null || CommandLine.Parse(message.Text) is null)
            ? message.Chat.Id.ToString(CultureInfo.InvariantCulture)
            : null;
}

/// <summary>The endpoint of updates.</summary>
public sealed class UpdateConsumerDefinition : ConsumerDefinition<UpdateConsumer>
{
    private const int Lines = 256;

    public UpdateConsumerDefinition()
    {
        EndpointName = Routes.TelegramUpdates;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<UpdateConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseOutageRetry();
        endpointConfigurator.AddPipeSpecification(new FilterPipeSpecification<ConsumeContext<TelegramUpdateReceived>>(new TextOrder(endpointConfigurator.CreatePartitioner(Lines))));
    }
}
