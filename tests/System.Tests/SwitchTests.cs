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
    public async Task Watched_from_the_shadow_switched_under_load_killed_switched_back_and_switched_again_each_message_is_there_once()
    {
        await using var cluster = await Cluster.CreateAsync();
        await using var old = await OldSystem.ConnectAsync(cluster);
        old.StartConsumer();
        await WatchFromTheShadowAsync(cluster, old);
        await Task.WhenAll(cluster.Start("Sender").ReadyAsync(), cluster.Start("WebhookProcessor").ReadyAsync());
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
        Assert.Equal(old.Texts.Order(StringComparer.Ordinal), messages.Select(message => message.Text).Order(StringComparer.Ordinal));
        Assert.Equal(0, await old.Redis.ListLengthAsync(OldSystem.Queue));
    }

    [Fact]
    public async Task What_the_old_system_gave_up_is_replayed_from_the_error_queue_that_our_own_failures_lie_in()
    {
        await using var cluster = await Cluster.CreateAsync(settings: new Dictionary<string, string> { ["LEGACY_DLQ"] = OldSystem.DeadLetters, ["LEGACY_QUEUE"] = OldSystem.Queue });
        await using var old = await OldSystem.ConnectAsync(cluster);
        await old.Redis.ListLeftPushAsync(OldSystem.DeadLetters, OldSystem.Json(1, OldSystem.Text(1), more: """, "error": "Timed out", "failed_at": "2026-11-30T10:15:00" """));
        // To a chat that is not there: it fails at the Sender.
        cluster.Errors.Expect("ChatNotFound: Bad Request: chat not found");
        await old.Redis.ListLeftPushAsync(OldSystem.Queue, """{"id": "old-2", "chat_id": -77, "text": "to nobody", "priority": "normal"}""");
        await Task.WhenAll(cluster.StartGateway().ReadyAsync(), cluster.Start("Sender").ReadyAsync(), cluster.Start("WebhookProcessor").ReadyAsync());

        var failed = await Eventually.GetAsync("two failures", () => ReasonsAsync(cluster), messages => messages.Count == 2, TimeSpan.FromSeconds(60));
        using var replayed = await cluster.Gateway.PostAsync("/queues/send-normal_error/replay?reason=Unavailable", content: null, TestContext.Current.CancellationToken);

        Assert.Equal(["ChatNotFound: Bad Request: chat not found", "Unavailable: given up by the system before this one: Timed out"], failed.Order(StringComparer.Ordinal));
        Assert.True(replayed.IsSuccessStatusCode);
        await Eventually.TrueAsync("the replayed message", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Any(message => message.Text == OldSystem.Text(1)));
    }

    /// <summary>Both systems get the same bookings and messages; of one booking the old one was told another number of guests.</summary>
    private static async Task WatchFromTheShadowAsync(Cluster cluster, OldSystem old)
    {
        await using var shadow = await ShadowPhase.StartAsync(cluster);
        for (var number = 1; number <= PerPhase / 4; number++)
        {
            await shadow.Gateway.PostBookingAsync($"PH-{number}");
            await old.PushAsync(ShadowPhase.OldCard($"PH-{number}", people: number == 3 ? 5 : 4), ShadowPhase.OldButtons);
            var text = OldSystem.Text(old.Pushed);
            await Task.WhenAll(old.PushAsync(text), shadow.Gateway.SendAsync(Cluster.StaffChat, text));
        }

        await Eventually.TrueAsync("the old system's messages", () => old.Log.Count == old.Pushed);
        await Eventually.TrueAsync("as many calls in the shadow", async () => await shadow.NotedAsync() >= old.Pushed, TimeSpan.FromSeconds(60));
        var (code, said) = await shadow.ReportAsync(old.Log);
        var cleared = await shadow.RunAsync("clear");
        var (_, after) = await shadow.ReportAsync(old.Log);
        await shadow.StopAsync();

        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1, code);
        Assert.True(lines.Length == 2, said);
        Assert.EndsWith("of the text was \"👥 Гостей: 5 человек\" and would be \"👥 Гостей: 4 человека\"", lines[0], StringComparison.Ordinal);
        Assert.Equal($"The old system sent {old.Pushed}, the new one would have sent {old.Pushed}: {old.Pushed - 1} are the same, 1 differ.", lines[1]);
        Assert.Equal((0, "What was noted is forgotten."), (cleared.Code, cleared.Said.Trim()));
        Assert.Contains($"the new one would have sent 0: 0 are the same, {old.Pushed} differ.", after, StringComparison.Ordinal);
        // Telegram saw the old system's messages, questions, and nothing else; the platform was told nothing.
        var methods = (await cluster.Chats.RequestsAsync()).GetProperty("methods").EnumerateObject().ToDictionary(method => method.Name, method => method.Value.EnumerateObject().Sum(status => status.Value.GetInt64()));
        Assert.Equal(old.Pushed, methods["sendMessage"]);
        Assert.Empty(methods.Keys.Except(["sendMessage", "getMe", "getChat", "getChatMember"]));
        Assert.Empty(cluster.Platform.Deliveries);
    }

    private static Task<ServiceProcess> StartTakingAsync(Cluster cluster) =>
        cluster.Start("Gateway", ("ASPNETCORE_URLS", cluster.GatewayAddress.ToString().TrimEnd('/')), ("LEGACY_QUEUE", OldSystem.Queue)).ReadyAsync();

    private static async Task<IReadOnlyList<string>> ReasonsAsync(Cluster cluster)
    {
        var answer = await cluster.Gateway.GetFromJsonAsync<JsonElement>("/queues/send-normal_error/messages", TestContext.Current.CancellationToken);
        return [.. answer.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("reason").GetString()!)];
    }
}
