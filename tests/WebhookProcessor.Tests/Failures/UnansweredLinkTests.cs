using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using static PhStudio.Messaging.WebhookProcessor.Tests.Bookings.BookingHarness;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

/// <summary>The link to a booking names the bot, which only the Sender knows.</summary>
public sealed class UnansweredLinkTests
{
    [Fact]
    public async Task A_link_that_is_asked_for_while_the_Sender_knows_no_name_fills_no_error_queue()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddConsumer<NamelessBot>(), ("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis));
        var id = $"PH-{Guid.NewGuid():N}";
        app.Errors.Expect("The Sender does not know the bot's name yet.");
        await app.BookAsync(Created(id));

        await Assert.ThrowsAsync<RequestFaultException>(() => app.Bus.CreateRequestClient<GetBookingLink>(RequestTimeout.After(s: 20)).GetResponse<BookingLink>(new GetBookingLink { BookingId = id }));

        Assert.NotNull(await app.StateAsync(id));
        Assert.DoesNotContain(Routes.BookingQueries + "_error", await broker.QueuesAsync());
    }

    private sealed class NamelessBot : IConsumer<GetBotStatus>
    {
        public Task Consume(ConsumeContext<GetBotStatus> context) => context.RespondAsync(new BotStatus { Connected = false, Updates = "polling" });
    }
}
