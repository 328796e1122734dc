using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A message that asks for its answer at an address that the broker would refuse, or that is not ours, stops nothing: it ends in the error queue with its reason.</summary>
public sealed class ReplyAddressTests
{
    private const string Envelope = "application/vnd.masstransit+json";
    private const string Exchange = "PhStudio.Messaging.Contracts:GetBooking";
    private const string NoAddress = "not an address";
    private const string ErrorQueue = Routes.BookingQueries + "_error";

    private static readonly string[] Unusable =
    [
        "HOST/PhStudio.Messaging.Contracts:GetBooking?type=direct", // An exchange that is there, of another type.
        "HOST/PhStudio.Messaging.Contracts:GetBooking?temporary=true",
        "HOST/x_bus_ybndrfg8ejkmcpqxot1uwisza3?temporary=true&durable=true&type=topic",
        "HOST/x_bus_ybndrfg8ejkmcpqxot1uwisza3%0A?temporary=true",
        "HOST/amq.x_bus_ybndrfg8ejkmcpqxot1uwisza3?temporary=true", // RabbitMQ's own names, which nobody may declare.
        "HOST/platform-x_bus_ybndrfg8ejkmcpqxot1uwisza3?temporary=true", // The platform's, which our users may not declare.
        "queue:" + Routes.BookingQueries, // A quorum queue, declared as a classic one.
        "exchange:amq.direct",
        "http://127.0.0.1:1/answers",
        NoAddress,
    ];

    [Fact]
    public async Task A_message_with_an_unusable_reply_address_ends_in_the_error_queue_and_the_queue_goes_on()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var host = await TestHost.StartAsync(broker.Url, bus => bus.AddConsumer<Answering, AnsweringDefinition>(), services => services.AddSingleton<Asked>());
        host.Errors.Expect("The response address is not one that this system gives").Expect("The response address is no address")
            .Expect("The fault address is not one that this system gives").Expect("The fault address is no address");
        var ours = "rabbitmq://127.0.0.1" + new Uri(broker.Url).AbsolutePath;

        foreach (var address in Unusable)
        {
            Assert.True(await broker.PublishAsync(Exchange, Body("responseAddress", address.Replace("HOST", ours, StringComparison.Ordinal)), Envelope));
            Assert.True(await broker.PublishAsync(Exchange, Body("faultAddress", address.Replace("HOST", ours, StringComparison.Ordinal)), Envelope));
            // Beside a plain body a text that is no address is read as none.
            foreach (var header in address == NoAddress ? [] : new[] { "MT-Response-Address", "MT-Fault-Address" })
            {
                Assert.True(await broker.PublishAsync(Exchange, """{"booking_id":"x"}""", headers:
                    new Dictionary<string, string> { [header] = address.Replace("HOST", ours, StringComparison.Ordinal), ["MT-Request-Id"] = $"{Guid.NewGuid()}" }));
            }
        }

        // Its own form is answered, behind all of them in the same queue.
        var answer = await host.App.Services.GetRequiredService<IBus>().Request<GetBooking, BookingNotFound>(new GetBooking { BookingId = "asked" }, TestContext.Current.CancellationToken, RequestTimeout.After(s: 30));
        Assert.Equal("asked", answer.Message.BookingId);
        var failed = await Eventually.GetAsync("all of them in the error queue", () => broker.MessagesAsync(ErrorQueue), waiting => waiting.Count == (4 * Unusable.Length) - 2);
        Assert.All(failed, message => Assert.Contains("address", message.GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString()));
    }

    [Fact]
    public async Task An_asker_who_is_gone_fails_nothing()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var host = await TestHost.StartAsync(broker.Url, bus => bus.AddConsumer<Answering, AnsweringDefinition>(), services => services.AddSingleton<Asked>());
        string gone;
        await using (var asker = await TestHost.StartAsync(broker.Url))
        {
            gone = asker.App.Services.GetRequiredService<IBus>().Address.ToString();
        }

        Assert.True(await broker.PublishAsync(Exchange, Body("responseAddress", gone), Envelope));

        // Behind it in the same queue: had it failed, it would lie in the error queue by then, and the host would have logged an error.
        var answer = await host.App.Services.GetRequiredService<IBus>().Request<GetBooking, BookingNotFound>(new GetBooking { BookingId = "asked" }, TestContext.Current.CancellationToken, RequestTimeout.After(s: 30));
        Assert.Equal("asked", answer.Message.BookingId);
        Assert.Equal(2, host.App.Services.GetRequiredService<Asked>().Count);
        Assert.Empty(await broker.MessagesAsync(ErrorQueue));
    }

    [Theory]
    [InlineData("platform-7_PhStudioMessagingGateway_bus_ybndrfg8ejkmcpqxot1uwisza3", false)]
    [InlineData("amq.7_PhStudioMessagingGateway_bus_ybndrfg8ejkmcpqxot1uwisza3", false)]
    [InlineData("web-platform-7_PhStudioMessagingGateway_bus_ybndrfg8ejkmcpqxot1uwisza3", true)]
    public void A_bus_on_a_machine_by_any_name_is_answered(string queue, bool isOurs)
    {
        Assert.Equal(isOurs, ReplyAddresses.IsOurs(AddressOf(queue)));
        Assert.Equal(isOurs ? null : $"host-{queue}", ReplyAddresses.NameOfBus(queue));
        Assert.True(ReplyAddresses.IsOurs(AddressOf(ReplyAddresses.NameOfBus(queue) ?? queue)));

        static Uri AddressOf(string queue) => new($"rabbitmq://broker/studio/{queue}?temporary=true");
    }

    private static string Body(string member, string address) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["messageId"] = Guid.NewGuid(),
        ["requestId"] = Guid.NewGuid(),
        [member] = address,
        ["messageType"] = new[] { "urn:message:" + Exchange },
        ["message"] = new { bookingId = "x" },
    });

    private sealed class Asked
    {
        public int Count;
    }

    private sealed class Answering(Asked asked) : IConsumer<GetBooking>
    {
        public async Task Consume(ConsumeContext<GetBooking> context)
        {
            // First: the asker looks at it as soon as it has its answer.
            Interlocked.Increment(ref asked.Count);
            await context.RespondAsync(new BookingNotFound { BookingId = context.Message.BookingId });
        }
    }

    private sealed class AnsweringDefinition : ConsumerDefinition<Answering>
    {
        public AnsweringDefinition() => (EndpointName, ConcurrentMessageLimit) = (Routes.BookingQueries, 1);
    }
}
