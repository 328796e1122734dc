using System.Net.Http.Json;
using System.Text.Json;

namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// The way over from the system before this one and back, under load: nothing is lost and nothing is sent twice. <c>SWITCH_KILLS=20</c> kills the Gateway that often while it takes the old queue over.
/// </summary>
public sealed class SwitchTests
{
    private const int PerPhase = 60;

    [Fact]
    public async Task Switched_under_load_killed_switched_back_and_switched_again_each_message_is_there_once()
    {
        await using var cluster = await Cluster.CreateAsync();
        await using var old = await OldSystem.ConnectAsync(cluster);
        await Task.WhenAll(cluster.Start("Sender").ReadyAsync(), cluster.Start("WebhookProcessor").ReadyAsync());
        old.StartConsumer();
        await old.ProduceAsync(PerPhase);

        var load = old.ProduceAsync(PerPhase);
        await old.StopConsumerAsync();
        var gateway = await StartTakingAsync(cluster);
        for (var kill = 0; kill < Count.Of("SWITCH_KILLS", 2); kill++)
        {
            var more = old.ProduceAsync(PerPhase);
            var scripts = await cluster.Redis.ScriptsAsync() + Random.Shared.Next(PerPhase);
            await Eventually.TrueAsync("a point to kill at", async () => more.IsCompleted || await cluster.Redis.ScriptsAsync() >= scripts);
            await cluster.KillAsync("Gateway");
            // Its lease ends by itself; another Gateway need not wait for that here.
            await old.Redis.KeyDeleteAsync($"{{{OldSystem.Queue}}}:phstudio:lease");
            gateway = await StartTakingAsync(cluster);
            await more;
        }

        await load;
        var whileBack = old.ProduceAsync(PerPhase);
        await gateway.StopAsync();
        Assert.False(await old.Redis.KeyExistsAsync($"{{{OldSystem.Queue}}}:phstudio:hand"));
        old.StartConsumer();
        await whileBack;

        var again = old.ProduceAsync(PerPhase);
        await old.StopConsumerAsync();
        await StartTakingAsync(cluster);
        await again;

        var messages = await Eventually.GetAsync($"{old.Pushed} messages", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => all.Count >= old.Pushed, TimeSpan.FromSeconds(60));
        Assert.Equal(Enumerable.Range(0, old.Pushed).Select(OldSystem.Text), messages.Select(message => message.Text).Order(StringComparer.Ordinal));
        Assert.Equal(0, await old.Redis.ListLengthAsync(OldSystem.Queue));
    }

    [Fact]
    public async Task What_the_old_system_gave_up_is_replayed_from_the_error_queue_that_our_own_failures_lie_in()
    {
        await using var cluster = await Cluster.CreateAsync(settings: new Dictionary<string, string> { ["LEGACY_DLQ"] = OldSystem.DeadLetters, ["LEGACY_QUEUE"] = OldSystem.Queue });
        await using var old = await OldSystem.ConnectAsync(cluster);
        await old.Redis.ListLeftPushAsync(OldSystem.DeadLetters, OldSystem.Json(1, OldSystem.Text(1), """, "error": "Timed out", "failed_at": "2026-11-30T10:15:00" """));
        // To a chat that is not there: it fails at the Sender.
        await old.Redis.ListLeftPushAsync(OldSystem.Queue, """{"id": "old-2", "chat_id": -77, "text": "to nobody", "priority": "normal"}""");
        await Task.WhenAll(cluster.StartGateway().ReadyAsync(), cluster.Start("Sender").ReadyAsync(), cluster.Start("WebhookProcessor").ReadyAsync());

        var failed = await Eventually.GetAsync("two failures", () => ReasonsAsync(cluster), messages => messages.Count == 2, TimeSpan.FromSeconds(60));
        using var replayed = await cluster.Gateway.PostAsync("/queues/send-normal_error/replay?reason=Unavailable", content: null, TestContext.Current.CancellationToken);

        Assert.Equal(["ChatNotFound: Bad Request: chat not found", "Unavailable: given up by the system before this one: Timed out"], failed.Order(StringComparer.Ordinal));
        Assert.True(replayed.IsSuccessStatusCode);
        await Eventually.TrueAsync("the replayed message", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Any(message => message.Text == OldSystem.Text(1)));
    }

    private static Task<ServiceProcess> StartTakingAsync(Cluster cluster) =>
        cluster.Start("Gateway", ("ASPNETCORE_URLS", cluster.GatewayAddress.ToString().TrimEnd('/')), ("LEGACY_QUEUE", OldSystem.Queue)).ReadyAsync();

    private static async Task<IReadOnlyList<string>> ReasonsAsync(Cluster cluster)
    {
        var answer = await cluster.Gateway.GetFromJsonAsync<JsonElement>("/queues/send-normal_error/messages", TestContext.Current.CancellationToken);
        return [.. answer.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("reason").GetString()!)];
    }
}
