using System.Collections.Concurrent;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Plays the services that the Gateway talks to: keeps what they would get, and answers as the test says.</summary>
internal sealed class Others
{
    public ConcurrentQueue<object> Got { get; } = new();

    /// <summary>What a question is answered with; null means no answer.</summary>
    public Func<object, object?> Answer { get; set; } = _ => null;

    public async Task TakeAsync<T>(ConsumeContext<T> context) where T : class
    {
        Got.Enqueue(context.Message);
        if (context.ResponseAddress is not null && Answer(context.Message) is { } answer)
        {
            await context.RespondAsync(answer, answer.GetType());
        }
    }
}

internal sealed class Decisions(Others others) : IConsumer<BookingCreated>, IConsumer<ConfirmBooking>, IConsumer<RejectBooking>, IConsumer<CancelBooking>,
    IConsumer<BookingRescheduled>, IConsumer<BookingChanged>, IConsumer<RefuseUndo>, IConsumer<ReopenBooking>, IConsumer<EraseBooking>, IConsumer<EraseFormerCustomer>, IConsumer<RenewBookingLink>
{
    public Task Consume(ConsumeContext<RenewBookingLink> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<EraseBooking> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<EraseFormerCustomer> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<BookingCreated> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<ConfirmBooking> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<RejectBooking> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<CancelBooking> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<BookingRescheduled> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<BookingChanged> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<ReopenBooking> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<RefuseUndo> context) => others.TakeAsync(context);
}

internal sealed class Queries(Others others) : IConsumer<GetBooking>, IConsumer<GetBookingLink>, IConsumer<ListBookings>, IConsumer<FindPerson>, IConsumer<ListStaffChats>
{
    public Task Consume(ConsumeContext<ListStaffChats> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<FindPerson> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<ListBookings> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<GetBookingLink> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<GetBooking> context) => others.TakeAsync(context);
}

internal sealed class Presses(Others others) : IConsumer<TelegramPressReceived>
{
    public Task Consume(ConsumeContext<TelegramPressReceived> context) => others.TakeAsync(context);
}

internal sealed class Updates(Others others) : IConsumer<TelegramUpdateReceived>
{
    public Task Consume(ConsumeContext<TelegramUpdateReceived> context) => others.TakeAsync(context);
}

internal sealed class Bot(Others others) : IConsumer<GetBotStatus>, IConsumer<SetBotWebhook>, IConsumer<DeleteBotWebhook>, IConsumer<ResolveUnknown>, IConsumer<DeleteMessage>, IConsumer<ListChats>, IConsumer<RecheckChat>, IConsumer<EraseTraces>, IConsumer<GetChatRights>
{
    public Task Consume(ConsumeContext<DeleteBotWebhook> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<GetChatRights> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<EraseTraces> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<ListChats> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<RecheckChat> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<GetBotStatus> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<SetBotWebhook> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<ResolveUnknown> context) => others.TakeAsync(context);

    public Task Consume(ConsumeContext<DeleteMessage> context) => others.TakeAsync(context);
}

internal sealed class Lanes(Others others) : IConsumer<SendMessage>
{
    public Task Consume(ConsumeContext<SendMessage> context) => others.TakeAsync(context);
}

internal sealed class LanesDefinition : ConsumerDefinition<Lanes>
{
    public LanesDefinition()
    {
        EndpointName = "all-lanes";
        // One after the other: tests ask for the order in which they came.
        ConcurrentMessageLimit = 1;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<Lanes> consumerConfigurator, IRegistrationContext context)
    {
        foreach (var priority in Enum.GetValues<Priority>())
        {
            endpointConfigurator.BindByRoutingKey<SendMessage>(Routes.RoutingKey(priority));
        }
    }
}

internal static class OthersRegistration
{
    public static void AddOthers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<Decisions>().Endpoint(endpoint => endpoint.Name = Routes.BookingDecision);
        bus.AddConsumer<Queries>().Endpoint(endpoint => endpoint.Name = Routes.BookingQueries);
        bus.AddConsumer<Presses>().Endpoint(endpoint => endpoint.Name = Routes.TelegramPresses);
        bus.AddConsumer<Updates>().Endpoint(endpoint => endpoint.Name = Routes.TelegramUpdates);
        bus.AddConsumer<Bot>().Endpoint(endpoint => endpoint.Name = Routes.BotAdministration);
        bus.AddConsumer<Lanes, LanesDefinition>();
    }
}
