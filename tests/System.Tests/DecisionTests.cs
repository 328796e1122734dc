using System.Net;
using System.Net.Http.Json;
using PhStudio.Messaging.TelegramEmulator.Hosting;

namespace PhStudio.Messaging.SystemTests;

/// <summary>One booking is decided once, no matter who presses, however often, from however many processes.</summary>
public sealed class DecisionTests
{
    [Fact]
    public async Task The_same_event_twice_the_same_press_three_times_and_both_buttons_at_once_make_one_decision()
    {
        await using var cluster = await Cluster.StartAsync(processors: 2, senders: 2);

        await Task.WhenAll(Enumerable.Range(0, 2).SelectMany(_ => new[] { cluster.Gateway.PostBookingAsync("twice"), cluster.Broker.PublishAsync("PhStudio.Messaging.Contracts:BookingCreated", Bookings.PlainJson("twice")) }));
        // The second booking's message proves that no second one of the first comes.
        await cluster.Gateway.PostBookingAsync("second");
        var messages = await cluster.AwaitMessagesAsync(2);
        var first = messages.Single(message => message.Text.Contains("twice", StringComparison.Ordinal));
        var presses = await Task.WhenAll(
            cluster.Chats.PressAsync(Cluster.StaffChat, first.Id, Bookings.Staff[0], button: 0, updates: 3),
            cluster.Chats.PressAsync(Cluster.StaffChat, first.Id, Bookings.Staff[1], button: 1, updates: 3),
            cluster.Chats.PressAsync(Cluster.StaffChat, first.Id, Bookings.Staff[2], button: 0));

        Assert.All(presses, popup => Assert.True(popup is { Answered: true, Text.Length: > 0 }));
        var booking = await Eventually.GetAsync("the decision", () => cluster.Gateway.FindBookingAsync("twice"), found => found?.GetProperty("state").GetString() is "confirmed" or "rejected");
        var winner = booking!.Value.GetProperty("decided_by").GetString()!;
        // The loser reads the winner's name; the winner need not.
        Assert.True(presses.Count(popup => popup.Text!.Contains(winner, StringComparison.Ordinal)) == 2, $"{winner} decided; the three were told: {string.Join(" / ", presses.Select(popup => popup.Text))}");
        await cluster.Chats.PressAsync(Cluster.StaffChat, messages.Single(message => message.Id != first.Id).Id, Bookings.Staff[3], button: 0);
        await Eventually.TrueAsync("the outcome of the second booking", () => cluster.Platform.Deliveries.Any(delivery => delivery.BookingId == "second"));
        await Eventually.TrueAsync("the outcome of the first booking", () => cluster.Platform.Deliveries.Any(delivery => delivery.BookingId == "twice"));
        Assert.Single(cluster.Platform.Deliveries, delivery => delivery.BookingId == "twice");
        Assert.Equal(2, (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
    }

    [Fact]
    public async Task The_outcome_of_a_question_that_was_deleted_is_a_message_of_its_own()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Errors.Expect("DeliveryFailedException: MessageNotFound");
        await cluster.Gateway.PostBookingAsync("deleted");
        var question = (await cluster.AwaitMessagesAsync(1)).Single();
        using var deleted = await cluster.Chats.Http.PostAsJsonAsync($"/bot{EmulatorOptions.DemoToken}/deleteMessage", new { chat_id = Cluster.StaffChat, message_id = question.Id });
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);

        using var confirmed = await cluster.Gateway.PostAsJsonAsync("/bookings/deleted/confirm", new { by = "Platform desk" });

        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        await Eventually.TrueAsync("the outcome as a new message", async () =>
            (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Any(message => message.Id != question.Id && message.Text.Contains("Platform desk", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_decision_over_HTTP_is_shown_in_the_chat_a_later_one_is_told_who_decided_and_a_forged_button_decides_nothing_and_says_so()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Gateway.PostBookingAsync("by http");
        await cluster.Gateway.PostBookingAsync("guarded");
        var messages = await cluster.AwaitMessagesAsync(2);
        var (message, guarded) = (messages.Single(card => card.Text.Contains("by http", StringComparison.Ordinal)), messages.Single(card => card.Text.Contains("guarded", StringComparison.Ordinal)));

        using var confirmed = await cluster.Gateway.PostAsJsonAsync("/bookings/by%20http/confirm", new { by = "Platform desk" });
        using var rejected = await cluster.Gateway.PostAsJsonAsync("/bookings/by%20http/reject", new { by = "Somebody else" });
        var popup = await cluster.Chats.PressAsync(Cluster.StaffChat, message.Id, Bookings.Staff[0], data: "forged");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (confirmed.StatusCode, rejected.StatusCode));
        Assert.Contains("Platform desk", await rejected.Content.ReadAsStringAsync());
        Assert.True(popup.Answered);
        await Eventually.TrueAsync("the edited message", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Any(m => m.Edited && m.Text.Contains("Platform desk", StringComparison.Ordinal)));
        using var unknown = await cluster.Gateway.GetAsync("/bookings/nobody");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        foreach (var data in new[] { "confirm_guarded", "x", new string('A', 44), "c:guarded" })
        {
            Assert.True(await cluster.Chats.PressAsync(Cluster.StaffChat, guarded.Id, Bookings.Staff[0], data: data) is { Answered: true, Text.Length: > 0 });
        }

        Assert.Equal("awaiting_decision", (await cluster.Gateway.FindBookingAsync("guarded"))!.Value.GetProperty("state").GetString());
    }
}
