using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Platform;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>Keeps the lists. The same word twice, or an older one late, changes nothing.</summary>
public sealed class BookingListsConsumer(IBookingLists lists) : IConsumer<BookingListed>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<BookingListed> context) => lists.PutAsync(context.Message);
}

/// <summary>The endpoint of the lists.</summary>
public sealed class BookingListsConsumerDefinition : ConsumerDefinition<BookingListsConsumer>
{
    /// <summary>Names the endpoint.</summary>
    public BookingListsConsumerDefinition()
    {
        EndpointName = Routes.BookingLists;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<BookingListsConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseOutageRetry();
}
