using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>
/// Tells the platform which messages did not reach their readers, so that it can call or write instead, where <c>CALLBACK_EVENTS</c> asks for it, and in any case which staff chat cannot be reached.
/// Running twice for one fact posts the same <c>webhook-id</c> again, by which the receiver knows it.
/// </summary>
internal sealed class MessageCallbackConsumer(CallbackDelivery delivery, CallbackEvents events, IErasures erasures) : IConsumer<MessageFailed>, IConsumer<MessageExpired>, IConsumer<ChatUnreachable>
{
    // Edits have no time of order: the message is there, with an older text.
    public async Task Consume(ConsumeContext<MessageFailed> context)
    {
        if (context.Message is { OrderedAt: not null } failed && delivery.IsOn && events.Wanted.Contains("message.failed"))
        {
            await delivery.DeliverAsync(Callback.Of(failed with { ChatId = (await erasures.CurrentAsync()).ChatOf(failed.ChatId, failed.OrderedAt) }), context.CancellationToken, CallbackRetries.WhenFailed(context));
        }
    }

    public async Task Consume(ConsumeContext<MessageExpired> context)
    {
        if (context.Message is var expired && delivery.IsOn && events.Wanted.Contains("message.expired"))
        {
            await delivery.DeliverAsync(Callback.Of(expired with { ChatId = (await erasures.CurrentAsync()).ChatOf(expired.ChatId, expired.OrderedAt) }), context.CancellationToken, CallbackRetries.WhenFailed(context));
        }
    }

    public Task Consume(ConsumeContext<ChatUnreachable> context) =>
        delivery.IsOn ? delivery.DeliverAsync(Callback.Of(context.Message), context.CancellationToken, CallbackRetries.WhenFailed(context)) : Task.CompletedTask;
}

/// <summary>The queue of these facts; they are tried as long as outcomes are.</summary>
internal sealed class MessageCallbackConsumerDefinition : ConsumerDefinition<MessageCallbackConsumer>
{
    public MessageCallbackConsumerDefinition()
    {
        EndpointName = Routes.MessageCallbacks;
        ConcurrentMessageLimit = 16;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<MessageCallbackConsumer> consumerConfigurator, IRegistrationContext context)
    {
        foreach (var key in new[] { Routes.OfBooking, Routes.OfNoBooking })
        {
            endpointConfigurator.BindByRoutingKey<MessageFailed>(key);
        }

        endpointConfigurator.BindAll<MessageExpired>();
        endpointConfigurator.BindAll<ChatUnreachable>();
        endpointConfigurator.UseCallbackRetries();
    }
}

/// <summary>What the platform is told besides what becomes of bookings.</summary>
/// <param name="Wanted">From <c>CALLBACK_EVENTS</c>. Default: nothing.</param>
internal sealed record CallbackEvents(IReadOnlySet<string> Wanted)
{
    private const string Format = "message.failed, message.expired, or both with a comma between them";

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { "message.failed", "message.expired" };

    /// <summary>Reads the setting.</summary>
    public static CallbackEvents Read(Settings settings) => new(Names(settings.Optional("CALLBACK_EVENTS", Format, text => Names(text).IsSubsetOf(Known))));

    private static HashSet<string> Names(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
}
