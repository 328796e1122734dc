using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>An operator moves back what was given up.</summary>
public sealed class ReplayTests
{
    private const int Messages = 3;

    /// <summary>One redelivery and no retry: two attempts to a ladder.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["SENDER_RETRIES"] = "0", ["SENDER_REDELIVERY_MINUTES"] = "0.005", ["SENDER_CIRCUIT_FAILURES"] = "1000",
    };

    [Fact]
    public async Task What_was_given_up_gets_a_whole_new_ladder_and_is_sent_once_when_the_cause_is_mended()
    {
        await using var cluster = await Cluster.StartAsync(settings: Settings);
        cluster.Errors.Expect("DeliveryFailedException: Unavailable: HTTP 500");
        var chats = await cluster.Chats.AddPrivateChatsAsync(Messages);
        await cluster.Chats.FaultAsync(new { kind = "server_error", method = "sendMessage" });
        foreach (var chat in chats)
        {
            await cluster.Gateway.SendAsync(chat, Cluster.Marker);
        }
        await GivenUpAsync(cluster, attempts: 2 * Messages);

        Assert.Equal((Messages, 0), await ReplayAsync(cluster, "send-normal_error"));
        await GivenUpAsync(cluster, attempts: 4 * Messages);
        using (await cluster.Chats.Http.DeleteAsync("/emulator/faults"))
        {
            Assert.Equal((2, 1), await ReplayAsync(cluster, "send-normal_error", "?most=2"));
        }
        Assert.Equal((1, 0), await ReplayAsync(cluster, "send-normal_error"));

        foreach (var chat in chats)
        {
            Assert.Single(await Eventually.GetAsync($"the message in {chat}", () => cluster.Chats.MessagesAsync(chat), messages => messages.Count > 0));
        }
        Assert.Equal((0, 0), await ReplayAsync(cluster, "send-normal_error"));
        Assert.Equal((0, 0), await ReplayAsync(cluster, "edit-messages_error"));
        Assert.Equal(Messages, (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
    }

    [Fact]
    public async Task A_plain_body_goes_back_as_the_type_that_it_was_published_as_and_what_nobody_can_read_stays()
    {
        await using var cluster = await Cluster.StartAsync(settings: Settings);
        cluster.Errors.Expect("DeliveryFailedException: Unavailable: HTTP 500").Expect("The body must be one JSON object");
        const string Orders = "PhStudio.Messaging.Contracts:SendMessage";
        await cluster.Chats.FaultAsync(new { kind = "server_error", method = "sendMessage" });
        var order = JsonSerializer.Serialize(new { message_id = Guid.NewGuid(), chat_id = $"{Cluster.StaffChat}", text = Cluster.Marker, created_at = "2026-11-22T12:00:00Z" });
        Assert.True(await cluster.Broker.PublishAsync(Orders, order, routingKey: "normal"));
        Assert.True(await cluster.Broker.PublishAsync(Orders, "this is no JSON", routingKey: "normal"));
        await Eventually.GetAsync("the error queue", () => cluster.Broker.MessagesAsync("send-normal_error"), messages => messages.Count == 2, TimeSpan.FromSeconds(60));
        using var healed = await cluster.Chats.Http.DeleteAsync("/emulator/faults");

        Assert.Equal((1, 1), await ReplayAsync(cluster, "send-normal_error"));
        await Eventually.GetAsync("the message", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), messages => messages.Count == 1);
    }

    [Fact]
    public async Task Only_an_error_queue_of_ours_is_moved_and_only_with_the_key()
    {
        await using var cluster = await Cluster.CreateAsync();
        await using var gateway = await cluster.StartGateway().ReadyAsync();
        using var nobody = new HttpClient { BaseAddress = cluster.GatewayAddress };

        using var unknown = await cluster.Gateway.PostAsync("/queues/send-normal/replay", content: null);
        using var wrong = await cluster.Gateway.PostAsync("/queues/send-normal_error/replay?most=0", content: null);
        using var keyless = await nobody.PostAsync("/queues/send-normal_error/replay", content: null);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity, HttpStatusCode.Unauthorized), (unknown.StatusCode, wrong.StatusCode, keyless.StatusCode));
    }

    [Fact]
    public async Task A_Gateway_that_is_killed_while_it_looks_or_moves_loses_nothing_and_nothing_is_sent_twice()
    {
        const int Many = 150;
        const string Queue = "send-normal_error";
        await using var cluster = await Cluster.CreateAsync();
        await cluster.StartGateway().ReadyAsync();
        await cluster.Broker.DeclareClassicQueueAsync(Queue);
        var chats = await cluster.Chats.AddPrivateChatsAsync(Many);
        foreach (var chat in chats)
        {
            var order = JsonSerializer.Serialize(new { message_id = Guid.NewGuid(), chat_id = $"{chat}", text = Cluster.Marker, created_at = "2026-11-22T12:00:00Z" });
            var headers = new Dictionary<string, string> { ["MT-Fault-MessageType"] = "PhStudio.Messaging.Contracts.SendMessage", ["MT-Fault-Message"] = "Unavailable: 502", ["MT-Fault-Timestamp"] = "2026-11-22T12:00:01Z" };
            Assert.True(await cluster.Broker.PublishAsync("amq.default", order, messageId: chat % 2 == 0 ? Guid.NewGuid().ToString() : null, routingKey: Queue, headers: headers));
        }

        // Killed while it looks: whatever it was just copying is there once again for anybody who looks next.
        for (var (round, inTheMiddle) = (0, 0); inTheMiddle < 2; round++)
        {
            Assert.InRange(round, 0, 9);
            var looking = cluster.Gateway.GetAsync($"/queues/{Queue}/messages?limit=1000");
            // The lock of the look: before it nothing is taken out of the queue. A look that was through before it was seen shows nothing, and is tried again.
            await Eventually.TrueAsync("the look to begin", async () => looking.IsCompleted || (await cluster.Broker.QueuesAsync()).Contains(Queue + ".scan"));
            await cluster.KillAsync("Gateway");
            var end = await Record.ExceptionAsync(() => looking);
            Assert.True(end is null or HttpRequestException, $"{end}");
            inTheMiddle += end is null ? 0 : 1;
            await cluster.StartGateway().ReadyAsync();
            var seen = await cluster.Gateway.GetFromJsonAsync<JsonElement>($"/queues/{Queue}/messages?limit=1000");
            Assert.Equal(Many, seen.GetProperty("messages").GetArrayLength());
        }

        var moving = cluster.Gateway.PostAsync($"/queues/{Queue}/replay", content: null);
        await Eventually.GetAsync("some to be moved", () => cluster.Broker.MessagesAsync("send-normal"), messages => messages.Count > 0);
        await cluster.KillAsync("Gateway");
        await Task.WhenAny(moving);
        await cluster.StartGateway().ReadyAsync();
        await ReplayAsync(cluster, Queue);

        // At most the one that was on its way is there twice, under its own id, and the Sender knows it by that.
        Assert.Empty(await cluster.Broker.MessagesAsync(Queue));
        Assert.InRange((await cluster.Broker.MessagesAsync("send-normal")).Count, Many, Many + 1);
        await cluster.Start("Sender").ReadyAsync();
        foreach (var chat in chats)
        {
            Assert.Single(await Eventually.GetAsync($"the message in {chat}", () => cluster.Chats.MessagesAsync(chat), messages => messages.Count > 0, TimeSpan.FromSeconds(60)));
        }

        await Eventually.GetAsync("the lane to be empty", () => cluster.Broker.MessagesAsync("send-normal"), messages => messages.Count == 0);
        Assert.Equal(Many, (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
    }

    private static async Task GivenUpAsync(Cluster cluster, int attempts)
    {
        await Eventually.GetAsync($"{attempts} attempts", cluster.Chats.RequestsAsync,
            requests => requests.GetProperty("methods").TryGetProperty("sendMessage", out var calls) && calls.GetProperty("500").GetInt32() == attempts);
        await Eventually.GetAsync("the error queue", () => cluster.Broker.MessagesAsync("send-normal_error"), messages => messages.Count == Messages);
    }

    private static async Task<(int Moved, int Left)> ReplayAsync(Cluster cluster, string queue, string query = "")
    {
        using var answer = await cluster.Gateway.PostAsync($"/queues/{queue}/replay{query}", content: null);
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, said.ToString());
        return (said.GetProperty("moved").GetInt32(), said.GetProperty("left").GetInt32());
    }
}
