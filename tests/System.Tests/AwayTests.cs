using System.Net;
using System.Net.Http.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>What happens while a part is unavailable, and when it is back.</summary>
public sealed class AwayTests
{
    [Fact]
    public async Task While_the_broker_is_away_bookings_wait_in_the_outbox_and_telegram_is_asked_to_come_again()
    {
        await using var cluster = await Cluster.CreateAsync();
        await using var gate = cluster.GateBeforeBroker();
        await using var gateway = cluster.StartBehind(gate, "Gateway");
        await gateway.ReadyAsync();
        gate.Shut();

        await cluster.Gateway.PostBookingAsync("stored");
        using var update = new HttpRequestMessage(HttpMethod.Post, "/webhook") { Content = JsonContent.Create(new { update_id = 1 }) };
        update.Headers.Add("X-Telegram-Bot-Api-Secret-Token", cluster.Settings["TELEGRAM_WEBHOOK_SECRET"]);
        using var webhook = await cluster.Gateway.SendAsync(update);
        using var question = await cluster.Gateway.GetAsync("/bookings/stored");
        using var ready = await cluster.Gateway.GetAsync("/health/ready");
        using var live = await cluster.Gateway.GetAsync("/health/live");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (webhook.StatusCode, question.StatusCode));
        Assert.Equal("1", webhook.Headers.GetValues("Retry-After").Single());
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, live.StatusCode));
        Assert.Contains("\"broker\"", await ready.Content.ReadAsStringAsync());
        Assert.Empty(await cluster.Broker.MessagesAsync("booking-decision"));
        gate.Open();
        await Eventually.GetAsync("the booking at the broker", () => cluster.Broker.MessagesAsync("booking-decision"), waiting => waiting.Count == 1);
        await Task.WhenAll(cluster.Start("Sender").ReadyAsync(), cluster.Start("WebhookProcessor").ReadyAsync());
        Assert.Contains(Cluster.Marker, Assert.Single(await cluster.AwaitMessagesAsync(1)).Text);
    }

    [Fact]
    public async Task While_broker_and_redis_are_away_nothing_is_accepted()
    {
        await using var cluster = await Cluster.CreateAsync();
        await using var gate = cluster.GateBeforeBroker();
        await using var gateway = cluster.StartBehind(gate, "Gateway");
        await gateway.ReadyAsync();
        gate.Shut();
        await cluster.Redis.KillAsync();

        using var booking = await cluster.Gateway.PostAsJsonAsync("/bookings", Bookings.Body("refused"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, booking.StatusCode);
        gate.Open();
        await Eventually.TrueAsync("a booking to be accepted again", async () =>
        {
            using var again = await cluster.Gateway.PostAsJsonAsync("/bookings", Bookings.Body("refused"));
            return again.StatusCode == HttpStatusCode.Accepted;
        }, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task The_platform_is_told_when_it_is_back()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Platform.Answer = 503;
        await cluster.Gateway.PostBookingAsync("told late");
        var message = Assert.Single(await cluster.AwaitMessagesAsync(1));
        await cluster.Chats.PressAsync(Cluster.StaffChat, message.Id, Bookings.Staff[0]);
        // The immediate tries are used up: what comes now comes from the schedule.
        await Eventually.TrueAsync("five refused calls", () => cluster.Platform.Refused >= 5);

        cluster.Platform.Answer = 204;

        await Eventually.TrueAsync("the outcome", () => cluster.Platform.Deliveries.Any(delivery => delivery is { BookingId: "told late", Type: "booking.confirmed" }), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Killed_services_go_on_where_they_were()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Gateway.PostBookingAsync("before");
        await cluster.AwaitMessagesAsync(1);
        await cluster.KillAsync("Sender");
        await cluster.KillAsync("WebhookProcessor");

        await cluster.Gateway.PostBookingAsync("meanwhile");
        await Task.WhenAll(cluster.Start("Sender").ReadyAsync(), cluster.Start("WebhookProcessor").ReadyAsync());
        var messages = await cluster.AwaitMessagesAsync(2);
        foreach (var message in messages)
        {
            await cluster.Chats.PressAsync(Cluster.StaffChat, message.Id, Bookings.Staff[0]);
        }

        await Eventually.TrueAsync("both outcomes", () => cluster.Platform.Deliveries.Select(delivery => delivery.BookingId).Distinct().Count() == 2);
        Assert.Equal(2, (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
    }
}
