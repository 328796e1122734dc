using System.Text;

namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// Somebody listens on every connection to the broker, Redis, the Bot API and the platform while a booking goes its whole way. Where TLS was asked for there is no credential
/// and nothing of a customer in the clear; without it there is all of it, so the listener hears what there is to hear.
/// </summary>
public sealed class RecordedConnectionsTests(ITestOutputHelper output)
{
    private const string BrokerPassword = "broker-password-of-the-recorded";
    private const string RedisPassword = "redis-password-of-the-recorded";
    private const string CallbackPassword = "callback-password-of-the-recorded";

    /// <summary>Of the customer: the form in which JSON carries them too.</summary>
    private static readonly string[] Customer = ["Zinaida", "901 555-66-77", "comes with a llama"];

    private static readonly string CallbackLogin = Convert.ToBase64String(Encoding.UTF8.GetBytes($"studio:{CallbackPassword}"));

    [Fact]
    public async Task Where_tls_is_asked_for_no_credential_and_nothing_of_a_customer_passes_in_the_clear()
    {
        await using var whole = await RecordedWhole.StartAsync(isSecure: true, BrokerPassword, RedisPassword, CallbackPassword);

        await RunAsync(whole);

        string[] secret = [BrokerPassword, RedisPassword, CallbackPassword, CallbackLogin, .. Cluster.Secrets, whole.Cluster.Settings["TELEGRAM_WEBHOOK_SECRET"], .. Customer];
        foreach (var (name, recorder) in whole.Recorders)
        {
            output.WriteLine($"{name}: {recorder.Directions.Count} directions, {recorder.Bytes} bytes");
            Assert.Equal((name, ""), (name, string.Join(", ", recorder.Seen(secret))));
            // A record of a handshake, of TLS 1.0 in its number and of a later one in truth, opens each.
            Assert.All(recorder.Directions.Where(bytes => bytes.Length > 0), bytes => Assert.Equal([0x16, 0x03], bytes[..2]));
        }
    }

    [Fact]
    public async Task Without_tls_the_recording_holds_each_of_them()
    {
        await using var whole = await RecordedWhole.StartAsync(isSecure: false, BrokerPassword, RedisPassword, CallbackPassword);

        await RunAsync(whole);

        Assert.Equal([BrokerPassword, .. Customer], whole.Recorders["broker"].Seen([BrokerPassword, .. Customer]));
        Assert.Equal([RedisPassword, .. Customer], whole.Recorders["redis"].Seen([RedisPassword, .. Customer]));
        string[] told = [whole.Cluster.Settings["TELEGRAM_BOT_TOKEN"], whole.Cluster.Settings["TELEGRAM_WEBHOOK_SECRET"], .. Customer];
        Assert.Equal(told, whole.Recorders["telegram"].Seen(told));
        Assert.Equal([CallbackLogin], whole.Recorders["platform"].Seen([CallbackLogin]));
    }

    /// <summary>A booking is shown, confirmed, told to the platform and to the customer.</summary>
    private static async Task RunAsync(RecordedWhole whole)
    {
        var cluster = whole.Cluster;
        var customer = (await cluster.Chats.AddPrivateChatsAsync(1))[0];
        await cluster.Gateway.PostBookingAsync(Bookings.Body("recorded", customer, name: $"Zinaida {Cluster.Marker}ova", phone: "+7 901 555-66-77", notes: "comes with a llama"));
        var card = Assert.Single(await cluster.AwaitMessagesAsync(1));
        Assert.All(Customer, text => Assert.Contains(text, card.Text));

        await cluster.Chats.PressAsync(Cluster.StaffChat, card.Id, Bookings.Staff[0]);

        await Eventually.TrueAsync("the outcome", () => cluster.Platform.Deliveries.Any(outcome => outcome.BookingId == "recorded"), TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync("the customer's message", async () => (await cluster.Chats.MessagesAsync(customer)).Count > 0, TimeSpan.FromSeconds(60));
        var ports = whole.Recorders.Values.Select(recorder => recorder.Port).ToList();
        foreach (var (project, processId) in cluster.Processes)
        {
            // No connection passes beside the recorders.
            Assert.Equal((project, ""), (project, string.Join(", ", ProcessConnections.Servers(processId).Except(ports))));
            Assert.NotEmpty(ProcessConnections.Servers(processId));
        }

        foreach (var printed in new[] { "Gateway", "Sender", "WebhookProcessor" }.Select(cluster.OutputOf))
        {
            Assert.DoesNotContain("-password-of-the-recorded", printed);
            Assert.All(Customer, text => Assert.DoesNotContain(text, printed));
        }
    }
}
