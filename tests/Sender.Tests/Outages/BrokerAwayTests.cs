using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Outages;

/// <summary>RabbitMQ restarts while two Senders work.</summary>
public sealed class BrokerAwayTests(ITestOutputHelper output)
{
    private const long First = 72_000;
    private const int Messages = 200;

    [Fact]
    public async Task A_broker_restarted_under_load_loses_nothing_repeats_nothing_and_uses_up_no_attempt()
    {
        await using var around = await Surroundings.StartAsync();
        await using var broker = await RabbitMqServer.StartAsync();
        await using var orders = await ListenerApp.StartAsync(broker.Url);
        await around.Telegram.AddPeople(First, Messages + 1);
        around.StartSender(("RABBITMQ_URL", broker.Url), ("TELEGRAM_RATE_LIMIT_REQUESTS", "60"));
        around.StartSender(("RABBITMQ_URL", broker.Url), ("TELEGRAM_RATE_LIMIT_REQUESTS", "60"));
        for (var i = 0; i < Messages; i++)
        {
            await orders.Send(First + i, i % 2 == 0 ? Priority.High : Priority.Normal);
        }

        await around.Accepted(Messages / 4);
        await broker.StopAsync();
        var before = (await around.Telegram.Sends()).Count;
        await broker.StartAgainAsync();
        await Eventually.Get("an end of each message", () => Task.FromResult(orders.Ended), ended => ended == Messages, TimeSpan.FromSeconds(90));
        await orders.Send(First + Messages, Priority.Normal);
        await Eventually.True("what was ordered afterwards", () => orders.Ended == Messages + 1);
        var sends = await around.Telegram.Sends();
        output.WriteLine($"{before} of {Messages} before, {sends.Count} in all, of {sends.Select(send => send.ChatId).Distinct().Count()} messages; {orders.Told.All<MessageSent>().Count} facts.");

        Assert.Equal(Messages + 1, sends.Select(send => send.ChatId).Distinct().Count());
        Assert.Equal(Messages + 1, sends.Count);
        Assert.Empty(orders.Told.All<MessageUnknown>());
        Assert.Empty(orders.Told.All<MessageFailed>());
        Assert.All(orders.Told.All<MessageSent>(), fact => Assert.Equal(1, fact.Attempts));
    }
}
