using System.Text.RegularExpressions;

namespace PhStudio.Messaging.SystemTests;

/// <summary>What an operator reads of a booking that goes well, in the form for people.</summary>
public sealed partial class LogLinesTests
{
    [Fact]
    public async Task A_booking_its_message_and_its_decision_are_a_line_each_with_their_ids()
    {
        // Nobody collects traces here: their ids stand in the log all the same.
        await using var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string> { ["LOG_FORMAT"] = "text" });
        await cluster.Gateway.PostBookingAsync("logged");
        var message = Assert.Single(await cluster.AwaitMessagesAsync(1));
        await cluster.Chats.PressAsync(Cluster.StaffChat, message.Id, Bookings.Staff[0]);

        var taken = await LineAsync(cluster, "WebhookProcessor", "BookingTaken: ");
        var sent = await LineAsync(cluster, "Sender", "MessageSent: ");
        var decided = await LineAsync(cluster, "Gateway", "BookingConfirmed: ");

        Assert.All([taken, sent, decided], line => Assert.Equal("logged", line.Groups["booking"].Value));
        Assert.Equal(taken.Groups["trace"].Value, sent.Groups["trace"].Value);
        Assert.NotEqual(taken.Groups["trace"].Value, decided.Groups["trace"].Value); // The press began a trace of its own.
        Assert.Contains($"MessageSent: {sent.Groups["message"].Value} is Telegram's {message.Id},", sent.Value, StringComparison.Ordinal);
        Assert.Contains("POST /bookings answered 202 in ", cluster.OutputOf("Gateway"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_decided_and_which_customer_cancelled_is_told_by_no_line()
    {
        // What every process printed is searched for names and numbers when the cluster is disposed of.
        await using var cluster = await Cluster.StartAsync();
        var customer = (await cluster.Chats.AddPrivateChatsAsync(1))[0];
        await cluster.Gateway.PostBookingAsync("named", customer);
        var card = Assert.Single(await cluster.AwaitMessagesAsync(1));
        await cluster.Chats.PressAsync(Cluster.StaffChat, card.Id, Bookings.Staff[1]);
        var told = await Eventually.GetAsync("the customer's button", () => cluster.Chats.MessagesAsync(customer), messages => messages is [{ Buttons.Count: 1 }]);

        await cluster.Chats.PressAsync(customer, told[0].Id, customer);
        await Eventually.TrueAsync("the question whether to cancel", async () => (await cluster.Chats.MessagesAsync(customer))[0].Buttons.Count == 2);
        await cluster.Chats.PressAsync(customer, told[0].Id, customer);
        await Eventually.TrueAsync("the line of the cancellation", () => cluster.OutputOf("Gateway").Contains("BookingCancelled: ", StringComparison.Ordinal));

        Assert.StartsWith("Person 5", (await cluster.Gateway.FindBookingAsync("named"))!.Value.GetProperty("decided_by").GetString(), StringComparison.Ordinal);
        Assert.Contains("BookingConfirmed: ", cluster.OutputOf("Gateway"), StringComparison.Ordinal);
    }

    private static Task<Match> LineAsync(Cluster cluster, string project, string words) => Eventually.GetAsync($"the line {words} of {project}",
        () => Task.FromResult(cluster.OutputOf(project).Split('\n').Where(line => line.Contains(words, StringComparison.Ordinal)).Select(line => WithIds().Match(line)).FirstOrDefault() ?? Match.Empty),
        match => match.Success);

    [GeneratedRegex(@"^\S+ INF \S+ .* booking=(?<booking>\S+) message=(?<message>[0-9a-f-]{36}) trace=(?<trace>[0-9a-f]{32})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WithIds();
}
