using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.SystemTests;

/// <summary>
/// Services of the last release beside today's, on one broker and one Redis, as they are during a rolling upgrade. Run by <c>./test --compat release</c>, which builds the release and names its folder in <c>COMPAT_RELEASE</c>.
/// </summary>
public sealed class LastReleaseTests
{
    private const int Count = 60;

    // As compose has it: what a service says is under its mark.
    private static readonly Dictionary<string, string> Secret = new() { ["SERVICES_SECRET"] = "a-secret-between-services-of-the-tests" };

    private static readonly (string Name, string Value) Release = (ServiceProcess.ProgramsRoot, Environment.GetEnvironmentVariable("COMPAT_RELEASE") ?? "COMPAT_RELEASE is not set");

    [Theory(Explicit = true)]
    [InlineData("release", "today", "today")]
    [InlineData("today", "release", "today")]
    [InlineData("today", "today", "release")]
    [InlineData("today", "both", "both")]
    public async Task Bookings_are_shown_pressed_decided_and_told_once(string gateway, string sender, string processor)
    {
        await using var cluster = await Cluster.CreateAsync(settings: Secret);
        await Task.WhenAll(Start(cluster, "Gateway", gateway).Concat(Start(cluster, "Sender", sender)).Concat(Start(cluster, "WebhookProcessor", processor)).Select(process => process.ReadyAsync()));

        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => cluster.Gateway.PostBookingAsync($"PH-{number}")));
        var cards = await cluster.AwaitMessagesAsync(Count);
        var popups = await Task.WhenAll(cards.Select((card, number) => cluster.Chats.PressAsync(Cluster.StaffChat, card.Id, Bookings.Staff[number % Bookings.Staff.Length], button: number % 2)));
        await Eventually.TrueAsync("the outcomes", () => cluster.Platform.Deliveries.Count >= Count, TimeSpan.FromSeconds(90));
        var edited = await Eventually.GetAsync("the edited cards", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => all.Count(card => card.Edited) >= Count, TimeSpan.FromSeconds(90));

        Assert.Equal((Count, Count), (cards.Count, edited.Count));
        Assert.All(popups, popup => Assert.True(popup is { Answered: true, Text.Length: > 0 }));
        Assert.Equal(Count, cluster.Platform.Deliveries.Select(delivery => delivery.BookingId).Distinct().Count());
        Assert.Equal((Count / 2, Count / 2), (cluster.Platform.Deliveries.Count(delivery => delivery.Type == "booking.confirmed"), cluster.Platform.Deliveries.Count(delivery => delivery.Type == "booking.rejected")));
        Assert.Empty(cluster.Platform.Forged);

        // The next outcome names the one before it, which a release may not know.
        await cluster.Chats.PressAsync(Cluster.StaffChat, cards[0].Id, Bookings.Staff[0], button: 0);
        await Eventually.TrueAsync("the way back", () => cluster.Platform.Deliveries.Any(delivery => delivery.Type == "booking.reopened"), TimeSpan.FromSeconds(90));
        await NothingSkippedAsync(cluster);
    }

    /// <summary>A card that one version sent is decided and edited when another runs: the Sender alone, WebhookProcessor alone (the saga), and both.</summary>
    [Theory(Explicit = true)]
    [InlineData("Sender", "release", "today")]
    [InlineData("WebhookProcessor", "release", "today")]
    [InlineData("WebhookProcessor", "today", "release")]
    [InlineData("Sender WebhookProcessor", "release", "today")]
    [InlineData("Sender WebhookProcessor", "today", "release")]
    public async Task A_booking_that_one_version_began_is_decided_by_the_other(string services, string first, string then)
    {
        await using var cluster = await Cluster.CreateAsync(settings: Secret);
        var changing = services.Split(' ');
        var staying = new[] { "Gateway", "Sender", "WebhookProcessor" }.Except(changing).SelectMany(service => Start(cluster, service, "today"));
        var before = changing.SelectMany(service => Start(cluster, service, first)).ToList();
        await Task.WhenAll(staying.Concat(before).Select(process => process.ReadyAsync()));

        await Task.WhenAll(cluster.Gateway.PostBookingAsync("PH-1"), cluster.Gateway.PostBookingAsync("PH-2"));
        var cards = await cluster.AwaitMessagesAsync(2);
        await Task.WhenAll(before.Select(process => process.StopAsync()));
        await Task.WhenAll(changing.SelectMany(service => Start(cluster, service, then)).Select(process => process.ReadyAsync()));
        var popups = await Task.WhenAll(cards.Select((card, number) => cluster.Chats.PressAsync(Cluster.StaffChat, card.Id, Bookings.Staff[0], button: number)));
        await Eventually.TrueAsync("both outcomes", () => cluster.Platform.Deliveries.Count >= 2, TimeSpan.FromSeconds(90));
        var edited = await Eventually.GetAsync("both cards edited", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), all => all.Count(card => card.Edited) >= 2, TimeSpan.FromSeconds(90));

        Assert.Equal(2, edited.Count);
        Assert.All(popups, popup => Assert.True(popup is { Answered: true, Text.Length: > 0 }));
        Assert.Equal(["booking.confirmed", "booking.rejected"], cluster.Platform.Deliveries.Select(delivery => delivery.Type).Order(StringComparer.Ordinal));
        await NothingSkippedAsync(cluster);
    }

    /// <summary>No service took a message out of a queue that it does not consume: each queue is empty by then, and nothing lies beside it. Presses wait in theirs where no Sender of today is there.</summary>
    private static async Task NothingSkippedAsync(Cluster cluster)
    {
        await Eventually.TrueAsync("empty queues", async () => (await cluster.Broker.DepthsAsync()).Where(queue => queue.Key != Routes.SenderPressNews && Routes.Queues().Contains(queue.Key)).All(queue => queue.Value == 0), TimeSpan.FromSeconds(90));
        // Made for its first message.
        Assert.DoesNotContain(await cluster.Broker.QueuesAsync(), queue => queue.EndsWith("_skipped", StringComparison.Ordinal));
    }

    private static IEnumerable<ServiceProcess> Start(Cluster cluster, string service, string version)
    {
        (string, string)[] settings = service == "Gateway" ? [("ASPNETCORE_URLS", cluster.GatewayAddress.ToString().TrimEnd('/'))] : [];
        return (version == "both" ? ["release", "today"] : new[] { version }).Select(one => cluster.Start(service, one == "release" ? [.. settings, Release] : settings));
    }
}
