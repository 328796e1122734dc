using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.SystemTests;

/// <summary>Everything is lost and put back from a backup.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Orders = "PhStudio.Messaging.Contracts:SendMessage";
    private const string Again = "This was sent before the backup.";

    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("phstudio-backup").FullName, "studio.backup");

    [Fact]
    public async Task After_a_restore_on_empty_servers_buttons_decide_deadlines_come_and_nothing_is_sent_twice()
    {
        // Long enough that the deadline lies behind the restore, short enough to wait for.
        await using var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string> { ["SENDER_RETRIES"] = "0", ["SENDER_REDELIVERY_MINUTES"] = "none", ["DECISION_REMIND_AFTER"] = "25", ["DECISION_REMIND_TIMES"] = "1" });
        cluster.Errors.Expect("ChatNotFound: Bad Request: chat not found").MayLog("may not declare queue dead-letters");
        await cluster.Gateway.PostBookingAsync("decided");
        await cluster.AwaitMessagesAsync(1);
        using (var confirmed = await cluster.Gateway.PostAsJsonAsync("/bookings/decided/confirm", new { by = "Мария" }))
        {
            Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        }

        // An order that was sent, and that the broker delivers once more after the restore: without the ledger it would be there twice.
        var order = JsonSerializer.Serialize(new { message_id = Guid.NewGuid(), chat_id = $"{Cluster.StaffChat}", text = Again, created_at = TimeProvider.System.GetUtcNow() });
        Assert.True(await cluster.Broker.PublishAsync(Orders, order, routingKey: "normal"));
        await Eventually.TrueAsync("the order", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Count == 2);
        await cluster.Gateway.SendAsync(999, Cluster.Marker);
        await Eventually.TrueAsync("the failed message", async () => (await cluster.Broker.MessagesAsync("send-normal_error")).Count == 1);
        await Eventually.TrueAsync("the outcome", () => cluster.Platform.Deliveries.Count == 1);
        await Eventually.TrueAsync("the card of the decision", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Any(message => message.Edited));

        // While a service runs nothing is saved.
        var refused = await RunAsync(cluster, cluster.Broker.Url, cluster.Redis.Url, "save");
        Assert.Equal(1, refused.Code);
        Assert.Contains("Stop Gateway, Sender and WebhookProcessor first", refused.Said);
        // Last, since its reminder has to lie behind the restore.
        await cluster.Gateway.PostBookingAsync("open");
        await Eventually.TrueAsync("the cards", async () => (await cluster.Chats.MessagesAsync(Cluster.StaffChat)).Count == 3);
        await Task.WhenAll(new[] { "Gateway", "Sender", "WebhookProcessor" }.Select(cluster.KillAsync));
        Assert.True(await cluster.Broker.PublishAsync(Orders, order, routingKey: "normal"));
        await Eventually.TrueAsync("the order in its lane", async () => (await cluster.Broker.MessagesAsync("send-normal")).Count == 1);
        var saved = await RunAsync(cluster, cluster.Broker.Url, cluster.Redis.Url, "save");
        Assert.True(saved.Code == 0, saved.Said);
        // A message that waits for its person is in no log, so it may be in no output of ours either.
        Assert.DoesNotContain(Cluster.Marker, saved.Said);
        Assert.Equal(1, (await RunAsync(cluster, cluster.Broker.Url, cluster.Redis.Url, "load")).Code); // Not over what is there.

        await using var redis = await RedisServer.StartAsync();
        await using var broker = await VirtualHost.CreateAsync();
        var loaded = await RunAsync(cluster, broker.Url, redis.Url, "load");
        Assert.True(loaded.Code == 0, loaded.Said);
        var sends = await SendsAsync(cluster);
        await Task.WhenAll(new[] { "Gateway", "Sender", "WebhookProcessor" }.Select(service =>
            (service == "Gateway" ? cluster.Start(service, ("ASPNETCORE_URLS", cluster.GatewayAddress.ToString().TrimEnd('/')), ("RABBITMQ_URL", broker.Url), ("REDIS_URL", redis.Url)) : cluster.Start(service, ("RABBITMQ_URL", broker.Url), ("REDIS_URL", redis.Url))).ReadyAsync()));

        // A process that has just started may answer its first question after the Gateway's timeout.
        var decided = await Eventually.GetAsync("the decided booking", () => cluster.Gateway.FindBookingAsync("decided"), found => found is not null);
        Assert.Equal("confirmed", decided!.Value.GetProperty("state").GetString());
        Assert.Single(await Eventually.GetAsync("the failed message", () => broker.MessagesAsync("send-normal_error"), messages => messages.Count == 1));
        var reminded = await Eventually.GetAsync("the reminder", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), messages => messages.Count == 4, TimeSpan.FromSeconds(60));
        var open = reminded.First(message => !message.Edited && message.Buttons.Count > 0);
        Assert.True((await cluster.Chats.PressAsync(Cluster.StaffChat, open.Id, Bookings.Staff[0])).Answered);
        await Eventually.TrueAsync("the decision", async () => await cluster.Gateway.FindBookingAsync("open") is { } booking && booking.GetProperty("state").GetString() == "confirmed");
        await Eventually.TrueAsync("the outcome of the open one", () => cluster.Platform.Deliveries.DistinctBy(outcome => outcome.Id).Count() == 2);
        await Eventually.TrueAsync("the order taken out of its lane", async () => (await broker.MessagesAsync("send-normal")).Count == 0);
        // The reminder and nothing else was sent.
        Assert.Equal(sends + 1, await SendsAsync(cluster));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    private static async Task<int> SendsAsync(Cluster cluster) => (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32();

    private async Task<(int Code, string Said)> RunAsync(Cluster cluster, string rabbitMq, string redis, string command)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "infra", "backup", command)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(_file);
        start.Environment["RABBITMQ_URL"] = rabbitMq;
        start.Environment["REDIS_URL"] = redis;
        start.Environment["GATEWAY"] = Path.Combine(Repository.Root, "src", "Gateway", "bin", Repository.Configuration, "net10.0", "PhStudio.Messaging.Gateway");
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, said);
    }
}
