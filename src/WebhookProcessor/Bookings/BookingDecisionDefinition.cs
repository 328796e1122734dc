using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.WebhookProcessor.Customers;
using PhStudio.Messaging.WebhookProcessor.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Reasons;

namespace PhStudio.Messaging.WebhookProcessor.Bookings;

/// <summary>The saga's endpoint: conflicts are tried again, presses on one booking wait for each other within the process, and nothing leaves before the state is stored.</summary>
public sealed class BookingDecisionDefinition : SagaDefinition<BookingDecision>
{
    /// <summary>Names the endpoint.</summary>
    public BookingDecisionDefinition()
    {
        EndpointName = Routes.BookingDecision;
    }

    /// <inheritdoc />
    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<BookingDecision> sagaConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.BindByRoutingKey<MessageSent>(Routes.OfBooking);
        endpointConfigurator.BindByRoutingKey<MessageFailed>(Routes.OfBooking);
        endpointConfigurator.BindAll<BookingCreated>();
        endpointConfigurator.BindAll<BookingCancelled>();
        endpointConfigurator.BindAll<ConfirmBooking>();
        endpointConfigurator.BindAll<RejectBooking>();
        endpointConfigurator.BindAll<CancelBooking>();
        endpointConfigurator.BindAll<BookingRescheduled>();
        endpointConfigurator.BindAll<RefuseUndo>();
        endpointConfigurator.BindAll<ButtonPressed>();
        endpointConfigurator.BindAll<ReasonGiven>();
        endpointConfigurator.BindAll<ShowAgain>();
        endpointConfigurator.BindAll<LinkOpened>();
        endpointConfigurator.BindAll<DeadlineReached>();

        endpointConfigurator.UseOutageRetry();
        endpointConfigurator.UseMessageRetry(ConflictRetry.Configure);
        context.GetRequiredService<OneAtATime>().OfBookings(endpointConfigurator);
        endpointConfigurator.UseRedisOutbox(context); // State, inbox mark and everything that goes out are one write; in memory where there is no Redis.
    }
}
