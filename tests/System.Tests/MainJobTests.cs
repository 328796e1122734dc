using System.Diagnostics;
using StackExchange.Redis;

namespace PhStudio.Messaging.SystemTests;

/// <summary>The main job on real parts: bookings in, messages out, presses in, outcomes out.</summary>
public sealed class MainJobTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_thousand_bookings_are_shown_once_pressed_once_decided_once_and_told_once()
    {
        const int Each = 500;
        await using var cluster = await Cluster.StartAsync();
        var empty = await RedisBytesAsync(cluster);
        var watch = Stopwatch.StartNew();

        await Parallel.ForEachAsync(Enumerable.Range(0, Each), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (i, _) => await cluster.Gateway.PostBookingAsync($"http/{i}"));
        await Parallel.ForEachAsync(Enumerable.Range(0, Each), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (i, _) =>
            Assert.True(await cluster.Broker.PublishAsync("PhStudio.Messaging.Contracts:BookingCreated", Bookings.PlainJson($"bus/{i}"))));
        var messages = await cluster.AwaitMessagesAsync(2 * Each);
        var shown = watch.Elapsed;

        watch.Restart();
        var popups = new System.Collections.Concurrent.ConcurrentBag<Popup>();
        await Parallel.ForEachAsync(messages.Select((message, i) => (message, i)), new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (press, _) =>
            popups.Add(await cluster.Chats.PressAsync(Cluster.StaffChat, press.message.Id, Bookings.Staff[press.i % Bookings.Staff.Length], button: press.i % 2)));
        await Eventually.TrueAsync("1000 outcomes at the platform", () => cluster.Platform.Deliveries.Count >= 2 * Each, TimeSpan.FromSeconds(90));
        var edited = await Eventually.GetAsync("1000 edited messages", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => all.Count(m => m.Edited) >= 2 * Each, TimeSpan.FromSeconds(90));
        var decided = watch.Elapsed;

        var requests = await cluster.Chats.RequestsAsync();
        output.WriteLine($"bookings: {Each} over HTTP, {Each} as plain JSON; messages: {requests.GetProperty("accepted_sends")} in {shown.TotalSeconds:0.0} s; "
            + $"presses answered: {popups.Count(popup => popup.Answered)}; outcomes: {cluster.Platform.Deliveries.Count}; edited: {edited.Count(m => m.Edited)} in {decided.TotalSeconds:0.0} s");
        Assert.Equal(2 * Each, requests.GetProperty("accepted_sends").GetInt32());
        Assert.Equal(2 * Each, edited.Count);
        Assert.All(edited, message => Assert.Contains($"<b>{Cluster.Marker} & Co</b>", message.Text));
        Assert.All(popups, popup => Assert.True(popup is { Answered: true, Text.Length: > 0 }));
        Assert.Equal(2 * Each, cluster.Platform.Deliveries.Count);
        Assert.Equal(2 * Each, cluster.Platform.Deliveries.Select(delivery => delivery.BookingId).Distinct().Count());
        Assert.Equal(Each, cluster.Platform.Deliveries.Count(delivery => delivery.Type == "booking.confirmed"));
        Assert.Equal(Each, cluster.Platform.Deliveries.Count(delivery => delivery.Type == "booking.rejected"));
        Assert.Empty(cluster.Platform.Forged);

        // docs/scaling.md, "What a booking costs".
        var bytes = (await RedisBytesAsync(cluster) - empty) / (2 * Each);
        var kept = await KeptBytesAsync(cluster) / (2 * Each);
        var given = (await cluster.Broker.GivenAsync()).Where(queue => queue.Value > 0).ToList();
        output.WriteLine($"a booking: {bytes} bytes of Redis, {kept} of them in keys that are kept with the booking; {given.Sum(queue => queue.Value) / (2.0 * Each):0.0} messages of the broker ({string.Join(", ", given.Select(queue => $"{queue.Key} {queue.Value}"))})");
        Assert.InRange(bytes, 1000, 30_000);
    }

    /// <summary>What the keys take that end with no time of their own, or after more than the week in which the state of a message is kept.</summary>
    private static async Task<long> KeptBytesAsync(Cluster cluster)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(cluster.Redis.Address);
        var (database, kept) = (redis.GetDatabase(), 0L);
        await foreach (var key in redis.GetServers().Single().KeysAsync(pageSize: 1000))
        {
            if (await database.KeyTimeToLiveAsync(key) is not { TotalDays: < 8 })
            {
                kept += (long)await database.ExecuteAsync("MEMORY", "USAGE", key);
            }
        }

        return kept;
    }

    private static async Task<long> RedisBytesAsync(Cluster cluster) => long.Parse(await cluster.Redis.InfoAsync("used_memory"), System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_booking_that_a_lone_gateway_took_on_a_fresh_broker_arrives_when_the_others_start_for_the_first_time()
    {
        await using var cluster = await Cluster.CreateAsync();
        await using (var gateway = await cluster.StartGateway().ReadyAsync())
        {
            await cluster.Gateway.PostBookingAsync("early");
            await Eventually.GetAsync("the booking at the broker", () => cluster.Broker.MessagesAsync("booking-decision"), waiting => waiting.Count == 1);
            Assert.Equal(0, await gateway.StopAsync());
        }

        await Task.WhenAll(cluster.Start("Sender").ReadyAsync(), cluster.Start("WebhookProcessor").ReadyAsync());

        Assert.Contains(Cluster.Marker, Assert.Single(await cluster.AwaitMessagesAsync(1)).Text);
    }

    [Fact]
    public async Task A_hundred_messages_sent_at_once_are_delivered_within_ten_seconds()
    {
        // The old system's own seed test, at Telegram's limits; the ten seconds are its promise.
        await using var cluster = await Cluster.StartAsync(limits: true);
        var chats = await cluster.Chats.AddPrivateChatsAsync(100);
        var watch = Stopwatch.StartNew();

        await Parallel.ForEachAsync(chats, new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (chat, _) => await cluster.Gateway.SendAsync(chat, $"{Cluster.Marker} for {chat}"));
        await Eventually.GetAsync("100 messages at Telegram", cluster.Chats.RequestsAsync, requests => requests.GetProperty("accepted_sends").GetInt32() >= 100, TimeSpan.FromSeconds(10));

        output.WriteLine($"100 messages to 100 chats: {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal(100, (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
    }
}
