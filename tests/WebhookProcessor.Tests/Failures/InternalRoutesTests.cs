using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.TestKit.Servers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;
using System.Reflection;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

/// <summary>What WebhookProcessor says to itself finds its queue as everything else does: no exchange of these is missing from the list that every process declares.</summary>
public sealed class InternalRoutesTests
{
    [Fact]
    public void Every_message_of_our_own_that_something_here_consumes_is_listed_by_its_name_on_the_wire()
    {
        var consumed = typeof(BookingDecision).Assembly.GetTypes().SelectMany(type => type.GetInterfaces()).Where(kind => kind.IsGenericType && kind.GetGenericTypeDefinition() == typeof(IConsumer<>))
            .Concat(typeof(BookingDecisionStateMachine).GetProperties().Select(member => member.PropertyType).Where(kind => kind.IsGenericType && kind.GetGenericTypeDefinition() == typeof(Event<>)))
            .Select(kind => kind.GetGenericArguments()[0])
            // A press is run through the saga in its own process, and published by nobody.
            .Where(type => type.Assembly == typeof(BookingDecision).Assembly && type != typeof(ButtonPressed)).Distinct();

        Assert.Equal(InternalRoutes.All.Select(route => route.Exchange).Order(StringComparer.Ordinal), consumed.Select(type => type.GetCustomAttribute<EntityNameAttribute>()!.EntityName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_leads_to_the_queue_of_its_consumer_and_to_no_other()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var app = await ProcessorApp.StartAsync(consumers: null, ("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis));

        foreach (var (exchange, queue) in InternalRoutes.All)
        {
            // The endpoint's own exchange has the queue's name.
            Assert.Equal([(exchange, queue)], (await broker.DestinationsAsync(exchange)).Distinct().Select(destination => (exchange, destination)));
        }
    }

    [Theory]
    [InlineData("PhStudio.Messaging.WebhookProcessor.Reasons:ReasonGiven", null)]
    [InlineData(null, Routes.ReasonPrompts)]
    public async Task A_reason_is_not_lost_with_the_exchange_or_the_queue_that_it_passes(string? exchange, string? queue)
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var app = await ProcessorApp.StartAsync(consumers: null, ("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis), ("REJECT_REASONS", """{"ru":["Занято","Нет мастера"],"en":["Fully booked","No photographer"]}"""));
        app.Errors.MayLog("MessageReturnedException");
        if (queue is not null)
        {
            await broker.DeleteQueueAsync(queue);
        }

        await ReasonTests.AskedForAReasonAsync(app);
        if (exchange is not null)
        {
            await broker.DeleteExchangeAsync(exchange);
        }

        await app.BringAsync(Telegram.Reason("Студия на ремонте", user: 7));

        Assert.Equal("Студия на ремонте", (await app.PublishesAsync<BookingRejected>(_ => true, "BookingRejected")).Reason);
    }
}
