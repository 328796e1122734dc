using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.RedisIntegration.Sagas;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Saga;

/// <summary>The saga's endpoint: conflicts are tried again, presses on one booking wait for each other within the process, and nothing leaves before the state is stored.</summary>
public sealed class BookingDecisionDefinition : SagaDefinition<BookingDecision>
{
    public BookingDecisionDefinition()
    {
        EndpointName = Routes.BookingDecision;
    }

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
        endpointConfigurator.BindAll<BookingChanged>();
        endpointConfigurator.BindAll<RefuseUndo>();
        endpointConfigurator.BindAll<ReopenBooking>();
        endpointConfigurator.BindAll<EraseBooking>();
        endpointConfigurator.BindAll<EraseFormerCustomer>();
        endpointConfigurator.BindAll<RenewBookingLink>();
        endpointConfigurator.BindAll<ForgetBooking>();
        endpointConfigurator.BindAll<ReasonGiven>();
        endpointConfigurator.BindAll<ShowBookingAgain>();
        endpointConfigurator.BindAll<LinkOpened>();
        endpointConfigurator.BindAll<CustomerChatChanged>();
        endpointConfigurator.BindAll<DeadlineReached>();

        endpointConfigurator.UseOutageRetry();
        endpointConfigurator.UseMessageRetry(ConflictRetry.Configure);
        context.GetRequiredService<BookingPartitioner>().OfBookings(endpointConfigurator);
        ErasedArrivals.Configure(sagaConfigurator, context.GetRequiredService<IErasures>(), context.GetRequiredService<TimeProvider>());
        sagaConfigurator.UseRollbackInMemory(context);
        endpointConfigurator.UseRedisOutbox(context); // State, inbox mark and everything that goes out are one write; in memory where there is no Redis.
    }
}
