using System.Text;
using System.Text.Json;
using PhStudio.Messaging.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PhStudio.Messaging.InfraTests.Broker;

/// <summary>Each user of the broker can do its job and no more (<c>infra/rabbitmq/definitions.json</c>).</summary>
public sealed class BrokerUsersTests
{
    private const string Contracts = "PhStudio.Messaging.Contracts:";
    private const ushort AccessRefused = 403;

    /// <summary>What a platform may say.</summary>
    private static readonly Type[] FromPlatform =
        [typeof(BookingCreated), typeof(BookingCancelled), typeof(BookingRescheduled), typeof(BookingChanged), typeof(ConfirmBooking), typeof(RejectBooking), typeof(CancelBooking), typeof(RefuseUndo), typeof(ReopenBooking)];

    /// <summary>What a platform may hear: all that the Gateway posts to it by itself.</summary>
    private static readonly Type[] ToPlatform = [.. Routes.All().Where(route => route.Queue == Routes.OutcomeCallbacks).Select(route => route.Message), typeof(ChatUnreachable)];

    [Fact]
    public async Task The_services_and_the_platform_do_the_main_job_each_as_its_own_user()
    {
        await using var cluster = await Cluster.CreateAsync();
        await using var users = await BrokerUsers.CreateAsync(cluster.Broker);
        // The users go before the services do.
        cluster.Errors.Expect("has not the mark of our services").Expect("The response address is not one that this system gives").MayLog("does not take the user and password").MayLoseBroker();
        var secret = ("SERVICES_SECRET", "q8Zr-3vN1-kT0w-Xy72-mBc5-Lp94-sDf6-Gh3j"); // As infra/make-secrets makes one.
        await Task.WhenAll(
            cluster.Start("Gateway", ("RABBITMQ_URL", users.Url("gateway")), ("RABBITMQ_MANAGEMENT_URL", RealServers.RabbitMqManagement.GetLeftPart(UriPartial.Scheme) + RealServers.RabbitMqManagement.Authority), secret, ("ASPNETCORE_URLS", cluster.GatewayAddress.ToString().TrimEnd('/'))).ReadyAsync(),
            cluster.Start("Sender", ("RABBITMQ_URL", users.Url("sender")), secret).ReadyAsync(),
            cluster.Start("WebhookProcessor", ("RABBITMQ_URL", users.Url("webhook-processor")), secret).ReadyAsync());
        await using var platform = await users.ConnectAsync("platform");
        await using var channel = await platform.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.QueueDeclareAsync("platform-outcomes", durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync("platform-outcomes", Contracts + nameof(BookingConfirmed), "");

        var booking = $$"""
            {"booking_id":"by-platform","service":"Portrait","date":"2099-12-24","time_slots":["14:00"],
             "client_name":"{{Cluster.Marker}}","client_phone":"+7 900 000-00-02","people_count":2,"total_price":5200}
            """;
        await channel.BasicPublishAsync(Contracts + nameof(BookingCreated), "", mandatory: true,
            new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent }, Encoding.UTF8.GetBytes(booking));
        var message = Assert.Single(await Eventually.GetAsync("the booking in the staff chat", () => cluster.Chats.MessagesAsync(Cluster.StaffChat), messages => messages.Count == 1));
        var popup = await cluster.Chats.PressAsync(Cluster.StaffChat, message.Id, person: 100001);

        Assert.True(popup.Answered, popup.Text);
        var outcome = await Eventually.GetAsync("the outcome in the platform's own queue", () => channel.BasicGetAsync("platform-outcomes", autoAck: true), got => got is not null);
        Assert.Contains("by-platform", Encoding.UTF8.GetString(outcome!.Body.Span));
        await Eventually.TrueAsync("the callback", () => cluster.Platform.Deliveries.Any(delivery => delivery.BookingId == "by-platform"));

        // What an envelope says that it is, and where a plain message says that it was published, does not give the platform more than its exchanges do.
        await ForeignAsync(Contracts + nameof(EraseBooking), new { bookingId = "by-platform" });
        await ForeignAsync(Contracts + nameof(RenewBookingLink), new { bookingId = "by-platform" });
        await channel.BasicPublishAsync(Contracts + nameof(BookingCreated), "", mandatory: true,
            new BasicProperties { ContentType = "application/json", Headers = new Dictionary<string, object?> { ["PhStudio-Exchange"] = Contracts + nameof(EraseBooking) } }, Encoding.UTF8.GetBytes("""{"booking_id":"by-platform"}"""));
        // An answer there would be refused to our user, and would close the channel that the queue is consumed on.
        await channel.BasicPublishAsync(Contracts + nameof(ConfirmBooking), "", mandatory: true, new BasicProperties
        {
            ContentType = "application/json",
            Headers = new Dictionary<string, object?> { ["MT-Request-Id"] = $"{Guid.NewGuid()}", ["MT-Response-Address"] = "rabbitmq://rabbitmq/platform-x_bus_ybndrfg8ejkmcpqxot1uwisza3?temporary=true" },
        }, """{"booking_id":"by-platform","by":"nobody"}"""u8.ToArray());
        var refused = await Eventually.GetAsync("the foreign messages in the error queue", () => cluster.Broker.MessagesAsync(Routes.BookingDecision + "_error"), waiting => waiting.Count == 4);
        var reasons = refused.Select(one => one.GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString()!).ToList();
        Assert.Equal((3, 1), (reasons.Count(reason => reason.Contains("SERVICES_SECRET", StringComparison.Ordinal)), reasons.Count(reason => reason.Contains("response address", StringComparison.Ordinal))));
        Assert.DoesNotContain(cluster.FaultLines(), line => line.Contains("ACCESS_REFUSED", StringComparison.Ordinal));
        Assert.Contains(Cluster.Marker, await cluster.Gateway.GetStringAsync("/bookings/by-platform", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // As its user is shipped, the Gateway is told what is in hands, where RABBITMQ_MANAGEMENT_URL names the API.
        await Eventually.TrueAsync("what is in hands of the decisions' queue", async () => JsonDocument.Parse(await cluster.Gateway.GetStringAsync("/queues", TestContext.Current.CancellationToken)).RootElement.GetProperty("queues").EnumerateArray()
            .Any(queue => queue.GetProperty("name").GetString() == Routes.BookingDecision && queue.TryGetProperty("unacknowledged", out _)));

        // The policies hold for every queue of ours, and not for the platform's.
        var policies = await Eventually.GetAsync("the policy of every queue", users.PoliciesOfQueuesAsync,
            queues => Routes.Queues().All(queue => queues.GetValueOrDefault(queue) == "phstudio") && queues.GetValueOrDefault("dead-letters") == "phstudio-dead");
        Assert.Null(policies["platform-outcomes"]);

        async Task ForeignAsync(string type, object message) => await channel.BasicPublishAsync(Contracts + nameof(BookingCreated), "", mandatory: true, new BasicProperties { ContentType = "application/vnd.masstransit+json" },
            JsonSerializer.SerializeToUtf8Bytes(new { messageId = Guid.NewGuid(), messageType = new[] { "urn:message:" + type }, message }));
    }

    [Fact]
    public async Task The_platform_publishes_to_the_public_exchanges_and_to_no_other()
    {
        await using var server = await VirtualHost.CreateAsync();
        await using var users = await BrokerUsers.CreateAsync(server);
        await DeclareAsync(users);
        await using var platform = await users.ConnectAsync("platform");

        foreach (var message in Routes.All().Select(route => route.Message).Distinct())
        {
            Assert.True(FromPlatform.Contains(message) == await MayAsync(platform, channel => PublishAsync(channel, Exchange(message))), $"{message.Name} published by the platform");
        }

        Assert.False(await MayAsync(platform, channel => PublishAsync(channel, Routes.BookingDecision)), "an endpoint's own exchange");
        Assert.False(await MayAsync(platform, channel => PublishAsync(channel, "", Routes.BookingDecision)), "a queue by the default exchange");
        Assert.False(await MayAsync(platform, channel => PublishAsync(channel, Routes.RedisScheduler)), "an order to send something later");
    }

    [Fact]
    public async Task The_platform_hears_outcomes_in_queues_of_its_own_and_touches_none_of_ours()
    {
        await using var server = await VirtualHost.CreateAsync();
        await using var users = await BrokerUsers.CreateAsync(server);
        await DeclareAsync(users);
        await using var platform = await users.ConnectAsync("platform");
        Assert.True(await MayAsync(platform, channel => channel.QueueDeclareAsync("platform-outcomes", durable: true, exclusive: false, autoDelete: false)), "a queue of its own");

        foreach (var message in Routes.All().Select(route => route.Message).Distinct())
        {
            Assert.True(ToPlatform.Contains(message) == await MayAsync(platform, channel => channel.QueueBindAsync("platform-outcomes", Exchange(message), "low")), $"{message.Name} heard by the platform");
        }

        foreach (var queue in Routes.Queues().Append("dead-letters").Append("booking-decision_error"))
        {
            Assert.False(await MayAsync(platform, channel => channel.BasicGetAsync(queue, autoAck: false)), $"reading {queue}");
            Assert.False(await MayAsync(platform, channel => channel.QueuePurgeAsync(queue)), $"purging {queue}");
            Assert.False(await MayAsync(platform, channel => channel.QueueDeleteAsync(queue)), $"deleting {queue}");
            Assert.False(await MayAsync(platform, channel => channel.QueueBindAsync(queue, Exchange(typeof(BookingConfirmed)), "")), $"binding {queue}");
        }

        Assert.False(await MayAsync(platform, channel => channel.ExchangeDeleteAsync(Exchange(typeof(BookingCreated)))), "deleting an exchange");
        Assert.False(await MayAsync(platform, channel => channel.QueueDeclareAsync("mine", durable: true, exclusive: false, autoDelete: false)), "a queue by any name");
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("sender")]
    [InlineData("webhook-processor")]
    public async Task A_service_touches_no_queue_of_the_platform(string user)
    {
        await using var server = await VirtualHost.CreateAsync();
        await using var users = await BrokerUsers.CreateAsync(server);
        await using var platform = await users.ConnectAsync("platform");
        await using var channel = await platform.CreateChannelAsync();
        await channel.QueueDeclareAsync("platform-outcomes", durable: true, exclusive: false, autoDelete: false);
        await using var service = await users.ConnectAsync(user);

        Assert.False(await MayAsync(service, channel => channel.BasicGetAsync("platform-outcomes", autoAck: false)), "reading it");
        Assert.False(await MayAsync(service, channel => channel.QueuePurgeAsync("platform-outcomes")), "purging it");
        Assert.False(await MayAsync(service, channel => channel.QueueDeleteAsync("platform-outcomes")), "deleting it");
    }

    /// <summary>Anybody who looks at an error queue locks it by a queue of its own (<c>ScanLock</c>).</summary>
    [Theory]
    [InlineData("gateway", true)]
    [InlineData("platform", false)]
    public async Task The_Gateway_locks_an_error_queue_and_the_platform_does_not(string user, bool may)
    {
        await using var server = await VirtualHost.CreateAsync();
        await using var users = await BrokerUsers.CreateAsync(server);
        await using var connection = await users.ConnectAsync(user);

        Assert.Equal(may, await MayAsync(connection, channel => channel.QueueDeclareAsync("booking-decision_error.scan", durable: false, exclusive: true, autoDelete: false)));
    }

    [Fact]
    public async Task A_person_who_watches_the_broker_reads_no_message_and_publishes_none()
    {
        await using var server = await VirtualHost.CreateAsync();
        await using var users = await BrokerUsers.CreateAsync(server);
        await DeclareAsync(users);
        await using var monitoring = await users.ConnectAsync("monitoring");

        foreach (var queue in Routes.Queues().Append("dead-letters"))
        {
            Assert.False(await MayAsync(monitoring, channel => channel.BasicGetAsync(queue, autoAck: false)), $"reading {queue}");
        }

        Assert.False(await MayAsync(monitoring, channel => PublishAsync(channel, Exchange(typeof(BookingCreated)))), "publishing");
    }

    private static string Exchange(Type message) => $"{message.Namespace}:{message.Name}";

    private static async Task PublishAsync(IChannel channel, string exchange, string routingKey = "") =>
        await channel.BasicPublishAsync(exchange, routingKey, mandatory: false, new BasicProperties(), Encoding.UTF8.GetBytes("{}"));

    /// <summary>What our services declare, made by the operator: exchanges, queues, and an error queue.</summary>
    private static async Task DeclareAsync(BrokerUsers users)
    {
        await using var connection = await users.ConnectAsync("operator");
        await using var channel = await connection.CreateChannelAsync();
        foreach (var type in Routes.All().GroupBy(route => route.Message))
        {
            await channel.ExchangeDeclareAsync(Exchange(type.Key), type.Any(route => route.RoutingKey is not null) ? "direct" : "fanout", durable: true);
        }

        foreach (var queue in Routes.Queues().Append("dead-letters").Append("booking-decision_error"))
        {
            await channel.ExchangeDeclareAsync(queue, "fanout", durable: true);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        }
    }

    /// <summary>False where the broker refuses for want of a permission. Each try has a channel of its own, which a refusal closes.</summary>
    private static async Task<bool> MayAsync(IConnection connection, Func<IChannel, Task> act)
    {
        // A publish is refused through its confirmation, everything else at once.
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        try
        {
            await act(channel);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == AccessRefused)
        {
            return false;
        }
        catch (PublishException)
        {
            await Eventually.TrueAsync("the reason why the broker closed the channel", () => channel.CloseReason is not null);
            Assert.Equal(AccessRefused, channel.CloseReason!.ReplyCode);
            return false;
        }
    }
}
