using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Operations.Doctor;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.ChatPins;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What <c>gateway doctor</c> finds.</summary>
public sealed class DoctorTests
{
    private const string Key = "q8Zr-3vN1-kT0w-Xy72-mBc5-Lp94";

    [Fact]
    public async Task Servers_that_are_there_are_well_and_a_Gateway_that_is_not_is_named_with_what_helps()
    {
        var (code, said) = await RunAsync(RealServers.RabbitMq, RealServers.Redis, $"http://127.0.0.1:{FreePort.Next()}");

        Assert.Equal(1, code);
        Assert.Contains("ok     settings:", said);
        Assert.Contains("ok     broker rights: the user may configure, write and read", said);
        Assert.Contains("ok     redis persistence:", said);
        Assert.Contains("ok     clock:", said);
        Assert.Contains("ok     time zone:", said);
        Assert.Contains("WRONG  gateway: Nothing answers", said);
        Assert.DoesNotContain(Key, said);
    }

    [Fact]
    public async Task The_running_Gateway_says_how_bot_webhook_and_parts_are()
    {
        await using var gateway = await GatewayApp.StartAsync(services: services => services.AddSingleton<MassTransit.IScheduledMessages>(new DyingSchedule()));
        gateway.Others.Answer = _ => new BotStatus { Connected = true, BotId = 1, BotUserName = "studio_bot", Updates = "webhook", WebhookUrl = "https://studio.example/webhook", PendingUpdates = 500, LastWebhookError = "Connection refused" };

        var (code, said) = await RunAsync(RealServers.RabbitMq, RealServers.Redis, gateway.Http.BaseAddress!.ToString(), GatewayApp.Key);

        Assert.Equal(1, code);
        Assert.Contains("ok     bot: @studio_bot answers", said);
        Assert.Contains("WRONG  webhook: 500 updates wait at Telegram, which says: Connection refused: look at the way from outside to studio.example", said);
        Assert.Contains("WRONG  unsent: 2 messages were given up in Redis", said);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(20, true)]
    public async Task A_webhook_that_failed_lately_is_named_though_little_waits_yet(int minutesAgo, bool isWell)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BotStatus
        {
            Connected = true, BotId = 1, BotUserName = "studio_bot", Updates = "webhook", WebhookUrl = "https://studio.example/webhook", PendingUpdates = 3,
            LastWebhookError = "Connection refused", LastWebhookErrorAt = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo),
        };

        var (_, said) = await RunAsync(RealServers.RabbitMq, RealServers.Redis, gateway.Http.BaseAddress!.ToString(), GatewayApp.Key);

        Assert.Contains(isWell
            ? "ok     webhook: at studio.example, 3 updates wait"
            : "WRONG  webhook: 3 updates wait at Telegram, which says: Connection refused: look at the way from outside to studio.example", said);
    }

    [Theory]
    [InlineData("https://studio.example/webhook", GatewayApp.Secret, "ok     webhook: at studio.example, 0 updates wait")]
    [InlineData("https://studio.example/webhook", "the-next-secret-of-both", "ok     webhook: at studio.example, 0 updates wait")]
    [InlineData("https://studio.example/webhook", "a-secret-of-the-sender-alone", "WRONG  webhook: The Sender has another TELEGRAM_WEBHOOK_SECRET than the Gateway, which refuses every update: set the same in both.")]
    [InlineData("https://other.example/webhook", GatewayApp.Secret, "WRONG  webhook: At Telegram the webhook is https://other.example/webhook, and https://studio.example/webhook is wanted: another program uses this bot's token. Stop it, and restart a Sender, or PUT /bot/webhook.")]
    [InlineData(null, GatewayApp.Secret, "WRONG  webhook: At Telegram the webhook is none, and https://studio.example/webhook is wanted: another program uses this bot's token. Stop it, and restart a Sender, or PUT /bot/webhook.")]
    // A Sender that polls; one that does not say what it wants; one whose webhook Telegram refuses.
    [InlineData("https://other.example/webhook", GatewayApp.Secret, "WRONG  webhook: At Telegram the webhook is https://other.example/webhook, and none is wanted, since the Sender polls: another program uses this bot's token. Stop it, and restart a Sender, or DELETE /bot/webhook.", "")]
    [InlineData(null, GatewayApp.Secret, "ok     webhook: none: the Sender polls", "")]
    [InlineData("https://other.example/webhook", GatewayApp.Secret, "ok     webhook: at other.example, 0 updates wait", null)]
    [InlineData(null, GatewayApp.Secret, "WRONG  bot: setWebhook: Bad Request: bad webhook: look at the Sender's log", "https://studio.example:9443/webhook", "setWebhook: Bad Request: bad webhook")]
    [InlineData(null, GatewayApp.Secret, "WRONG  webhook: it could not be set, so that the Sender polls: the line of the bot says why", "https://studio.example:9443/webhook", "setWebhook: Bad Request: bad webhook")]
    [InlineData(null, GatewayApp.Secret, "ok     webhook: none: the Sender polls", "", "setMyCommands: Too Many Requests")]
    public async Task A_webhook_with_another_secret_or_at_another_address_is_named_before_an_update_fails(string? at, string secret, string line, string? wanted = "https://studio.example/webhook", string? error = null)
    {
        await using var gateway = await GatewayApp.StartAsync(settings: ("TELEGRAM_WEBHOOK_SECRET_NEXT", "the-next-secret-of-both"));
        gateway.Others.Answer = _ => new BotStatus
        {
            Connected = true, Error = error, BotId = 1, BotUserName = "studio_bot", Updates = at is null ? "polling" : "webhook", WebhookUrl = at,
            WebhookWanted = wanted, WebhookSecretDigest = WebhookSecret.Digest(secret),
        };

        var (_, said) = await RunAsync(RealServers.RabbitMq, RealServers.Redis, gateway.Http.BaseAddress!.ToString(), GatewayApp.Key);

        Assert.Contains(line, said);
        Assert.Equal(1, said.Split("  webhook: ").Length - 1);
        Assert.DoesNotContain(WebhookSecret.Digest(secret), (await gateway.GetAsync("/status")).Body.ToString(), StringComparison.Ordinal);
        using var changed = await gateway.Http.DeleteAsync("/bot/webhook", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(WebhookSecret.Digest(secret), await changed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "redis memory: it has no limit")]
    [InlineData("600mb", "redis memory: it refuses writes above 629 MB")]
    public async Task It_says_where_Redis_has_no_limit_of_memory(string limit, string line)
    {
        await using var redis = await RedisServer.StartAsync("--maxmemory", limit);

        var (_, said) = await RunAsync(RealServers.RabbitMq, redis.Url, $"http://127.0.0.1:{FreePort.Next()}");

        Assert.Contains($"ok     {line}", said);
    }

    [Fact]
    public async Task It_tries_whether_the_broker_gives_a_message_up_and_leaves_no_queue()
    {
        await using var server = await VirtualHost.CreateAsync();
        var (_, without) = await RunAsync(server.Url, RealServers.Redis, $"http://127.0.0.1:{FreePort.Next()}");
        await server.LimitDeliveriesAsync(20);
        var (_, with) = await RunAsync(server.Url, RealServers.Redis, $"http://127.0.0.1:{FreePort.Next()}");

        await using var connection = await new RabbitMQ.Client.ConnectionFactory { Uri = new Uri(server.Url) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Contains(BrokerVersion.IsWithoutLimit(BrokerVersion.Of(connection))
            ? "WRONG  delivery limit: a message came back 25 times and was not given up: RabbitMQ 3."
            : "ok     delivery limit: ", without);
        Assert.Contains("ok     delivery limit: a message that ends its process each time is given up", with);
        Assert.DoesNotContain(await server.QueuesAsync(), queue => queue.StartsWith("bus-doctor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Queues_that_the_user_may_not_declare_are_told_from_those_with_other_properties()
    {
        await using var server = await VirtualHost.CreateAsync();
        await using (var connection = await new RabbitMQ.Client.ConnectionFactory { Uri = new Uri(server.Url) }.CreateConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
            await channel.QueueDeclareAsync("booking-decision", durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        }

        var (_, others) = await RunAsync(server.Url, RealServers.Redis, $"http://127.0.0.1:{FreePort.Next()}");

        Assert.Contains("WRONG  queues: booking-decision have other properties than quorum queues of ours: move away what they hold and delete them", others);

        await server.PermitDeclarationsAsync("^(?!.*[.]scan$).*$");
        var (_, refused) = await RunAsync(server.Url, RealServers.Redis, $"http://127.0.0.1:{FreePort.Next()}");
        Assert.Contains("_error.scan may not be declared by the user of RABBITMQ_URL: give it the right to configure", refused);
    }

    [Fact]
    public async Task Of_each_staff_chat_it_says_whether_the_bot_may_write_pin_and_read_and_what_to_do()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var pins = gateway.Services.GetRequiredService<IChatPins>();
        await pins.PinAsync("@studio", "-1");
        await pins.PinAsync("@other", "-2");
        await pins.PinAsync("@other", "-9");
        gateway.Others.Answer = question => question switch
        {
            ListStaffChats => new StaffChatList { ChatIds = ["-1"] },
            GetChatRights => new ChatRightsList
            {
                Chats =
                [
                    new ChatRights { ChatId = "-1", Title = "Studio", Type = "supergroup", Status = "administrator", CanWrite = true, CanPin = true, CanReadAll = true },
                    new ChatRights { ChatId = "-2", Type = "group", Status = "member", CanWrite = true, CanPin = false, CanReadAll = false },
                    new ChatRights { ChatId = "-3", Type = "group", Status = "restricted", CanWrite = false, CanPin = false, CanReadAll = false },
                    new ChatRights { ChatId = "-4", Type = "group", Status = "kicked", CanWrite = false, CanPin = false, CanReadAll = false },
                    new ChatRights { ChatId = "-5", Error = "Bad Request: chat not found" },
                    new ChatRights { ChatId = "-6", Title = "Stu\r\u001b[2Jdio\nok     all", Type = "supergroup", Status = "administrator", CanWrite = true, CanPin = true, CanReadAll = true },
                ],
            },
            GetBotStatus => new BotStatus { Connected = true, BotId = 1, BotUserName = "studio_bot", Updates = "polling" },
            _ => null,
        };

        var (_, said) = await RunAsync(RealServers.RabbitMq, RealServers.Redis, gateway.Http.BaseAddress!.ToString(), GatewayApp.Key);

        Assert.Contains("ok     staff chat: @studio is -1", said);
        Assert.Contains("WRONG  staff chat: @other is -2, and -9 has that name now, which is refused: write -2", said);
        Assert.Contains("ok     staff chat: -1 (Studio): may write; may pin; reads every message", said);
        Assert.Contains("ok     staff chat: -2: may write; may not pin, which it need not", said);
        Assert.Contains("reads commands and answers to its own messages, which is all it needs", said);
        Assert.Contains("WRONG  staff chat: -3: the bot may not write: let members send messages there, or make the bot an administrator", said);
        Assert.Contains("WRONG  staff chat: -4: the bot is not in it: add it", said);
        Assert.Contains("WRONG  staff chat: -5: Telegram says: Bad Request: chat not found.", said);
        Assert.Contains("ok     staff chat: -6 (Stu\\u000D\\u001B[2Jdio\\u000Aok     all): may write", said);
    }

    [Fact]
    public async Task Servers_that_are_away_and_wrong_settings_are_named_without_their_secrets()
    {
        const string Password = "a-password-that-nobody-reads";
        var (code, said) = await RunAsync($"amqp://studio:{Password}@127.0.0.1:{FreePort.Next()}/", $"redis://default:{Password}@127.0.0.1:{FreePort.Next()}", "http://127.0.0.1:1");
        var (wrong, sentences) = await RunAsync("http://nonsense", "redis://127.0.0.1", "http://127.0.0.1:1");

        Assert.Equal(1, code);
        Assert.Contains("WRONG  broker: no connection to 127.0.0.1 as studio", said);
        Assert.Contains("WRONG  redis: it does not answer", said);
        Assert.DoesNotContain(Password, said);
        Assert.Equal(2, wrong);
        Assert.Contains("WRONG  settings: RABBITMQ_URL", sentences);
    }

    [Fact]
    public async Task A_management_interface_that_tells_nothing_is_named_where_one_is_set()
    {
        await using var server = await VirtualHost.CreateAsync();
        var (nowhere, there) = ($"http://127.0.0.1:{FreePort.Next()}", RealServers.RabbitMqManagement.GetLeftPart(UriPartial.Scheme) + RealServers.RabbitMqManagement.Authority);

        var (_, unset) = await RunAsync(server.Url, RealServers.Redis, nowhere);
        var (_, silent) = await RunAsync(server.Url, RealServers.Redis, nowhere, management: nowhere);
        var (_, told) = await RunAsync(server.Url, RealServers.Redis, nowhere, management: there);
        var user = $"t{Guid.NewGuid():N}";
        await server.AddUserAsync(user, "a-password-of-this-test");
        var (_, refused) = await RunAsync(server.UrlOf(user, "a-password-of-this-test"), RealServers.Redis, nowhere, management: there);

        Assert.DoesNotContain(" management:", unset);
        Assert.Contains("WRONG  management: RABBITMQ_MANAGEMENT_URL does not answer, or refuses guest", silent);
        Assert.Contains("ok     management: tells of 0 queues", told);
        Assert.Contains($"WRONG  management: RABBITMQ_MANAGEMENT_URL does not answer, or refuses {user}: is the plugin rabbitmq_management on, and has the user the tag management there (rabbitmqctl set_user_tags {user} management)?", refused);
    }

    private static async Task<(int Code, string Said)> RunAsync(string rabbitMq, string redis, string gateway, string key = Key, string? management = null)
    {
        await using var output = new StringWriter();
        var code = await DoctorCommand.RunAsync(new Dictionary<string, string?> { ["RABBITMQ_URL"] = rabbitMq, ["RABBITMQ_MANAGEMENT_URL"] = management, ["REDIS_URL"] = redis, ["GATEWAY_URL"] = gateway, ["GATEWAY_API_KEY"] = key }, output, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
