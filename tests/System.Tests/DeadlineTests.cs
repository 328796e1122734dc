using System.Net.Http.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>Deadlines through the scheduler in the real Redis, with a WebhookProcessor that is killed before they are reached.</summary>
public sealed class DeadlineTests
{
    private const long Customer = 200001;

    [Fact]
    public async Task A_killed_process_still_reminds_staff_calls_the_managers_and_ends_the_wait_each_once()
    {
        await using var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string>
        {
            ["DECISION_REMIND_AFTER"] = "1", ["DECISION_REMIND_TIMES"] = "1", ["DECISION_ESCALATE_AFTER"] = "2.5", ["DECISION_EXPIRE_AFTER"] = "4",
        });
        await cluster.Gateway.PostBookingAsync("forgotten");
        await cluster.AwaitMessagesAsync(1);

        await cluster.KillAsync("WebhookProcessor");
        await cluster.Start("WebhookProcessor").ReadyAsync();

        var outcome = await Eventually.GetAsync("the end of the wait", () => Task.FromResult(cluster.Platform.Deliveries.FirstOrDefault()), found => found is not null);
        Assert.Equal(("booking.expired", "forgotten"), (outcome!.Type, outcome.BookingId));
        var messages = await Eventually.GetAsync("three messages that tell of it", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => all.Count(message => message.Edited) == 3);
        Assert.Equal(3, messages.Count);
        Assert.All(messages, message => Assert.Empty(message.Buttons));
        var audit = (await cluster.Gateway.FindBookingAsync("forgotten"))!.Value.GetProperty("audit").EnumerateArray().Select(entry => entry.GetProperty("what").GetString());
        Assert.Equal(["created", "escalated", "expired", "notified", "reminded"], audit.Order());
        Assert.Single(cluster.Platform.Deliveries);
    }

    [Fact]
    public async Task A_moved_session_moves_the_customers_reminder_and_a_killed_process_still_sends_it_once()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Gateway.PostBookingAsync("moved", Customer);
        var question = Assert.Single(await cluster.AwaitMessagesAsync(1));
        await cluster.Chats.PressAsync(Cluster.StaffChat, question.Id, Bookings.Staff[0], data: question.ButtonData[0]);
        await CustomerReadsAsync(cluster, 1);

        // The session moves to tomorrow at noon, and the reminder is due so long before noon that this is in half a minute: when the move is told, it must be still to come.
        await cluster.KillAsync("WebhookProcessor");
        var tomorrow = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(1);
        var before = new DateTimeOffset(tomorrow, new TimeOnly(12, 0), TimeSpan.Zero) - TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(30);
        (string, string)[] soon = [("STUDIO_TIME_ZONE", "Etc/UTC"), ("CLIENT_REMIND_BEFORE", $"{(int)before.TotalSeconds}")];
        await cluster.Start("WebhookProcessor", soon).ReadyAsync();
        await cluster.Gateway.MoveBookingAsync("moved", tomorrow, "12:00");
        await CustomerReadsAsync(cluster, 2);
        await cluster.KillAsync("WebhookProcessor");
        await cluster.Start("WebhookProcessor", soon).ReadyAsync();

        var messages = await CustomerReadsAsync(cluster, 3);
        Assert.StartsWith("🔔", messages[^1].Text);
        Assert.Contains("12:00", messages[^1].Text);
        // What was set for the first date comes to nothing, and what was sent is not sent again: the next thing that the customer reads is the end.
        await cluster.Gateway.PostAsync("/bookings/moved/cancel", JsonContent.Create(new { by = "Platform desk" }));
        Assert.StartsWith("🚫", (await CustomerReadsAsync(cluster, 4))[^1].Text);
    }

    private static Task<IReadOnlyList<ChatMessage>> CustomerReadsAsync(Cluster cluster, int count) =>
        Eventually.GetAsync($"{count} messages to the customer", () => cluster.Chats.MessagesAsync(Customer), messages => messages.Count == count, TimeSpan.FromSeconds(60));
}
