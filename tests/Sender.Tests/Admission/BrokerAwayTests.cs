using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>RabbitMQ goes and comes back while Senders work and poll.</summary>
public sealed class BrokerAwayTests(ITestOutputHelper output)
{
    private const long First = 72_000;
    private const int Messages = 200;
    private const long Talker = 71_999;
    private const int Texts = 100;

    [Fact]
    public async Task A_broker_restarted_under_load_loses_no_order_and_no_update_repeats_nothing_and_uses_up_no_attempt()
    {
        await using var around = await Surroundings.StartAsync();
        around.Errors.MayLoseBroker();
        await using var broker = await RabbitMqServer.StartAsync();
        await using var orders = await ListenerApp.StartAsync(broker.Url, around.Errors);
        await around.Telegram.AddPeopleAsync(First, Messages + 1);
        await around.Telegram.AddPeopleAsync(Talker);
        ServiceProcess[] senders = [.. Enumerable.Range(0, 2).Select(_ => around.StartSender(("RABBITMQ_URL", broker.Url), ("TELEGRAM_RATE_LIMIT_REQUESTS", "60")))];
        await Task.WhenAll(senders.Select(sender => sender.ReadyAsync()));
        var talking = SayAsync(around, 0, Texts / 2);
        for (var i = 0; i < Messages; i++)
        {
            await orders.SendAsync(First + i, i % 2 == 0 ? Priority.High : Priority.Normal);
        }

        await HeardAsync(orders, Texts / 4);
        await around.AcceptedAsync(Messages / 4);
        await broker.StopAsync();
        var before = (await around.Telegram.SendsAsync()).Count;
        await talking;
        await SayAsync(around, Texts / 2, Texts / 2);
        await broker.StartAgainAsync();
        // A declaration that was under way when the broker went is given up by its client after twenty seconds, and what waited for it goes back to its queue.
        await Eventually.GetAsync("an end of each message", () => Task.FromResult(orders.Ended), ended => ended == Messages, TimeSpan.FromMinutes(3));
        await orders.SendAsync(First + Messages, Priority.Normal);
        await Eventually.TrueAsync("what was ordered afterwards", () => orders.Ended == Messages + 1, TimeSpan.FromMinutes(2));
        var sends = await around.Telegram.SendsAsync();
        output.WriteLine($"{before} of {Messages} before, {sends.Count} in all, of {sends.Select(send => send.ChatId).Distinct().Count()} messages; {orders.Told.All<MessageSent>().Count} facts.");

        Assert.Equal(Messages + 1, sends.Select(send => send.ChatId).Distinct().Count());
        Assert.Equal(Messages + 1, sends.Count);
        Assert.Empty(orders.Told.All<MessageUnknown>());
        Assert.Empty(orders.Told.All<MessageFailed>());
        Assert.All(orders.Told.All<MessageSent>(), fact => Assert.Equal(1, fact.Attempts));
        await HeardAsync(orders, Texts, TimeSpan.FromMinutes(2));
        await Task.WhenAll(senders.Select(sender => sender.ReadyAsync()));
    }

    [Fact]
    public async Task However_often_the_connection_is_cut_while_updates_are_polled_each_arrives_and_the_Sender_lives()
    {
        const int Cuts = 4;
        await using var around = await Surroundings.StartAsync();
        around.Errors.MayLoseBroker();
        var broker = new Uri(around.Broker.Url);
        await using var gate = new TcpGate(broker.Host, broker.Port);
        await using var listener = await ListenerApp.StartAsync(around.Broker.Url, around.Errors);
        await around.Telegram.AddPeopleAsync(Talker);
        var sender = await around.StartSender(("RABBITMQ_URL", around.Broker.Url.Replace($":{broker.Port}", $":{gate.Port}", StringComparison.Ordinal))).ReadyAsync();

        for (var cut = 0; cut < Cuts; cut++)
        {
            var talking = SayAsync(around, cut * Texts, Texts);
            await HeardAsync(listener, (cut * Texts) + (Texts / 4));
            gate.Shut();
            await talking;
            gate.Open();
            await HeardAsync(listener, (cut + 1) * Texts);
        }

        await sender.ReadyAsync();
        var heard = listener.Told.All<TelegramUpdateReceived>().Select(TextOf).ToList();
        output.WriteLine($"{Cuts * Texts} texts, {heard.Count} updates.");
        // What was under way at a cut may come twice, and the listener takes many at once: their order shows nothing.
        Assert.Equal(Enumerable.Range(0, Cuts * Texts), heard.Select(int.Parse).Distinct().Order());
    }

    private static async Task SayAsync(Surroundings around, int from, int texts)
    {
        for (var i = 0; i < texts; i++)
        {
            await around.Telegram.SaysAsync(Talker, $"{from + i}");
        }
    }

    private static Task HeardAsync(ListenerApp listener, int texts, TimeSpan? timeout = null) =>
        Eventually.GetAsync($"{texts} texts", () => Task.FromResult(listener.Told.All<TelegramUpdateReceived>().Select(TextOf).Distinct().Count()), count => count >= texts, timeout ?? TimeSpan.FromSeconds(60));

    private static string TextOf(TelegramUpdateReceived update) => JsonDocument.Parse(update.Raw).RootElement.GetProperty("message").GetProperty("text").GetString()!;
}
