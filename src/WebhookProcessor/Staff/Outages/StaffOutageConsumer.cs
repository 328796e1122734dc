using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.WebhookProcessor.Platform;

namespace PhStudio.Messaging.WebhookProcessor.Staff.Outages;

/// <summary>
/// Notices that a staff chat cannot be reached, tells it once, reminds of it once a day, and notices its end. Running twice for one event tells nothing new: what was told is noted last,
/// and every notice has an id computed from the outage.
/// </summary>
public sealed class StaffOutageConsumer(StaffChats chats, IChatMoves moves, IChatOutages outages, OutageNotices notices, StaffOutages staff, TimeProvider time)
    : IConsumer<MessageFailed>, IConsumer<ChatReachable>, IConsumer<OutageReminder>
{
    // The Senders forget a chat's refusals after as long, and then no event tells of the end.
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromDays(30);

    public async Task Consume(ConsumeContext<MessageFailed> context)
    {
        var failed = context.Message;
        if (!ChatOutage.IsOfChat(failed.Reason) || !chats.Contains([failed.ChatId]))
        {
            return;
        }

        await staff.FailedAsync(context, failed.ChatId, failed.Reason, failed.FailedAt);
    }

    public async Task Consume(ConsumeContext<OutageReminder> context)
    {
        var due = context.Message;
        if ((await outages.AllAsync()).FirstOrDefault(known => known.ChatId == due.ChatId && known.Since == due.Since && known.Told == due.Told) is not { } outage)
        {
            return;
        }

        if (time.GetUtcNow() - outage.FailedAt > ForgottenAfter)
        {
            await outages.EndAsync(outage.ChatId, outage.FailedAt);
            return;
        }

        await staff.TellAsync(context, outage);
    }

    public async Task Consume(ConsumeContext<ChatReachable> context)
    {
        var names = await moves.BeforeAsync(context.Message.ChatId) is { } before ? new[] { context.Message.ChatId, before } : [context.Message.ChatId];
        foreach (var outage in (await outages.AllAsync()).Where(known => names.Contains(known.ChatId, StringComparer.OrdinalIgnoreCase) && known.IsEndedBy(context.Message.At)))
        {
            await notices.TellEndAsync(context, outage);
            await outages.EndAsync(outage.ChatId, context.Message.At);
        }

        // Also where no outage is known: its refusal may still be on its way.
        foreach (var name in names.Where(name => chats.Contains([name])))
        {
            await outages.EndAsync(name, context.Message.At);
        }
    }
}

/// <summary>The queue of these facts.</summary>
public sealed class StaffOutageConsumerDefinition : ConsumerDefinition<StaffOutageConsumer>
{
    public StaffOutageConsumerDefinition()
    {
        EndpointName = Routes.StaffOutages;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<StaffOutageConsumer> consumerConfigurator, IRegistrationContext context)
    {
        foreach (var key in new[] { Routes.OfBooking, Routes.OfNoBooking })
        {
            endpointConfigurator.BindByRoutingKey<MessageFailed>(key);
        }

        endpointConfigurator.BindAll<ChatReachable>();
        endpointConfigurator.BindAll<OutageReminder>();
        endpointConfigurator.UseOutageRetry();
    }
}
