using System.Net.Http.Json;
using System.Text.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>Updates that are fetched by getUpdates instead of delivered, and the change between the two while everything runs.</summary>
public sealed class PollingTests
{
    [Fact]
    public async Task Bookings_are_decided_by_polling_then_by_webhook_then_by_polling_again()
    {
        await using var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string>
        {
            ["TELEGRAM_WEBHOOK_URL"] = "", // Unset: the Sender polls.
            ["WEBHOOK_HOSTS"] = "127.0.0.1",
            ["REJECT_REASONS"] = "", // Unset: those that ship.
            ["EPHEMERAL"] = "off", // The card shows them.
        });
        await UpdatesComeByAsync(cluster, "polling");

        var reason = await RejectAsync(cluster, "polled");
        using var put = await cluster.Gateway.PutAsJsonAsync("/bot/webhook", new { url = new Uri(cluster.GatewayAddress, "webhook") });
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await UpdatesComeByAsync(cluster, "webhook");
        await ConfirmAsync(cluster, "posted", count: 2);
        using var deleted = await cluster.Gateway.DeleteAsync("/bot/webhook", TestContext.Current.CancellationToken);
        Assert.True(deleted.IsSuccessStatusCode, await deleted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await UpdatesComeByAsync(cluster, "polling");
        await ConfirmAsync(cluster, "polled again", count: 3);

        await Eventually.TrueAsync("three outcomes at the platform", () => cluster.Platform.Deliveries.Count >= 3, TimeSpan.FromSeconds(60));
        Assert.Equal(
            [("booking.confirmed", "polled again"), ("booking.confirmed", "posted"), ("booking.rejected", "polled")],
            cluster.Platform.Deliveries.Select(delivery => (delivery.Type, delivery.BookingId)).Order());
        Assert.Equal(reason, (await cluster.Gateway.FindBookingAsync("polled"))!.Value.GetProperty("reason").GetString());
    }

    /// <summary>Reject shows the reasons, and the first of them decides.</summary>
    private static async Task<string> RejectAsync(Cluster cluster, string id)
    {
        await cluster.Gateway.PostBookingAsync(id);
        var question = (await cluster.AwaitMessagesAsync(1))[0];
        var asked = await cluster.Chats.PressAsync(Cluster.StaffChat, question.Id, Bookings.Staff[0], button: 1);
        var reasons = (await Eventually.GetAsync("the reasons below the card", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => all[0].Buttons.Count > 0 && !all[0].Buttons.SequenceEqual(question.Buttons)))[0];
        var told = await cluster.Chats.PressAsync(Cluster.StaffChat, question.Id, Bookings.Staff[0], data: reasons.ButtonData[0]);

        Assert.True(asked.Answered);
        Assert.StartsWith("❌", told.Text);
        return reasons.Buttons[0];
    }

    private static async Task ConfirmAsync(Cluster cluster, string id, int count)
    {
        await cluster.Gateway.PostBookingAsync(id);
        var messages = await Eventually.GetAsync($"the question of {id}", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => all.Count >= count && all[^1].Buttons.Count >= 2, TimeSpan.FromSeconds(60));

        var told = await cluster.Chats.PressAsync(Cluster.StaffChat, messages[^1].Id, Bookings.Staff[1]);

        Assert.StartsWith("✅", told.Text);
    }

    /// <summary>With the members that the answer had before it told the way.</summary>
    private static async Task UpdatesComeByAsync(Cluster cluster, string way)
    {
        var status = await Eventually.GetAsync(
            $"updates to come by {way}", () => cluster.Gateway.GetFromJsonAsync<JsonElement>("/status"), status => status.TryGetProperty("updates", out var updates) && updates.GetString() == way, TimeSpan.FromSeconds(60));

        Assert.Equal(way == "webhook", status.GetProperty("webhook_configured").GetBoolean());
        Assert.Equal(cluster.Settings["TELEGRAM_BOT_TOKEN"].Split(':')[0], status.GetProperty("bot_info").GetProperty("id").GetRawText());
    }
}
