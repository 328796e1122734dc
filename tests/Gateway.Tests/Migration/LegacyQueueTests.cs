using System.Globalization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Migration;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Tests.Migration;

/// <summary>The lists of the system before this one, taken over into a real broker.</summary>
public sealed class LegacyQueueTests
{
    private const int Count = 200;

    private readonly string _queue = $"telegram_messages_{Guid.NewGuid():N}";
    private readonly string _deadLetters = $"telegram_dlq_{Guid.NewGuid():N}";

    [Fact]
    public async Task Each_message_is_taken_once_and_in_order_while_the_producer_pushes_and_the_consumer_takes()
    {
        await using var host = await VirtualHost.CreateAsync();
        await using var redis = await ConnectAsync(host.Redis);
        var old = redis.GetDatabase();
        await PushAsync(old, 0, Count / 2);
        await using var one = await StartAsync(host);
        await using var two = await StartAsync(host, alone: true);
        var taken = new List<string>();
        for (var number = Count / 2; number < Count; number++)
        {
            await PushAsync(old, number, 1);
            if (number % 20 == 0 && (string?)await old.ListRightPopAsync(_queue) is { } itsOwn)
            {
                taken.Add(TextOf(itsOwn));
            }
        }

        await Eventually.TrueAsync("all messages", () => one.Others.Got.Count + taken.Count >= Count);

        var got = one.Others.Got.Cast<SendMessage>().ToList();
        Assert.Equal(got.Count, got.Select(order => order.MessageId).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, Count).Select(Text).Order(StringComparer.Ordinal), got.Select(order => order.Text!).Concat(taken).Order(StringComparer.Ordinal));
        Assert.Equal(got.OrderBy(order => order.CreatedAt).Select(order => order.Text), got.Select(order => order.Text));
        Assert.Equal(LegacyMessage.IdOf("old-7"), got.Single(order => order.Text == Text(7)).MessageId);
        Assert.Equal("queued", (await one.GetAsync($"/messages/{got[0].MessageId}")).Body.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_message_in_the_hand_of_a_process_that_died_is_put_through_again_under_its_id_before_the_next()
    {
        await using var redis = await ConnectAsync(RealServers.NewRedis());
        await PushAsync(redis.GetDatabase(), 0, 3);
        var dead = new LegacyList(redis, _queue, fromLeft: false, TimeProvider.System);
        var other = new LegacyList(redis, _queue, fromLeft: false, TimeProvider.System);

        var held = await dead.NextAsync(done: null);
        var whileItLives = await other.NextAsync(done: null);
        await redis.GetDatabase().KeyDeleteAsync($"{{{_queue}}}:phstudio:lease");
        var again = await other.NextAsync(done: null);
        var next = await other.NextAsync(again);

        Assert.Null(whileItLives);
        Assert.Equal((held, Text(0)), (again, TextOf(again!.Json)));
        Assert.Equal(Text(1), TextOf(next!.Json));
        Assert.Equal(LegacyMessage.Read(_queue, held!).Id, LegacyMessage.Read(_queue, again).Id);
    }

    [Fact]
    public async Task A_message_that_is_no_UTF8_is_taken_once_and_says_so_and_a_byte_order_mark_is_passed_over()
    {
        await using var redis = await ConnectAsync(RealServers.NewRedis());
        var old = redis.GetDatabase();
        await old.ListLeftPushAsync(_queue, (RedisValue)System.Text.Encoding.Latin1.GetBytes("""{"id": "old-0", "chat_id": 1, "text": "ZoË"}"""));
        await old.ListLeftPushAsync(_queue, (RedisValue)System.Text.Encoding.UTF8.GetBytes("\uFEFF" + """{"id": "old-1", "chat_id": 1, "text": "Зоя"}"""));
        var list = new LegacyList(redis, _queue, fromLeft: false, TimeProvider.System);

        var first = await list.NextAsync(done: null);
        var second = await list.NextAsync(first);
        var none = await list.NextAsync(second);

        Assert.Equal("it is not UTF-8", LegacyMessage.Read(_queue, first!).Wrong);
        Assert.Equal(0xCB, first!.Pushed[^3]);
        Assert.Equal("Зоя", LegacyMessage.Read(_queue, second!).Order?.Text);
        Assert.Null(none);
    }

    [Fact]
    public async Task After_a_stop_nothing_is_left_in_the_hand()
    {
        await using var host = await VirtualHost.CreateAsync();
        await using var redis = await ConnectAsync(host.Redis);
        await PushAsync(redis.GetDatabase(), 0, 5);
        await using (var gateway = await StartAsync(host))
        {
            await Eventually.TrueAsync("five messages", () => gateway.Others.Got.Count == 5);
        }

        Assert.Equal(0, await redis.GetDatabase().KeyExistsAsync([$"{{{_queue}}}:phstudio:hand", $"{{{_queue}}}:phstudio:lease"]));
    }

    [Fact]
    public async Task What_the_old_system_gave_up_and_what_nobody_can_read_lies_in_the_error_queue_with_its_reason()
    {
        await using var host = await VirtualHost.CreateAsync();
        await using var redis = await ConnectAsync(host.Redis);
        await redis.GetDatabase().ListLeftPushAsync(_deadLetters, """{"message": {"id": "old-1", "chat_id": "1", "text": "hello", "priority": "low"}, "error": "Forbidden: bot was blocked", "failed_at": "2026-11-30T10:15:00"}""");
        await redis.GetDatabase().ListLeftPushAsync(_queue, "not json");
        await redis.GetDatabase().ListLeftPushAsync(_queue, (RedisValue)System.Text.Encoding.Latin1.GetBytes("""{"chat_id": 1, "text": "ZoË"}"""));
        await using var gateway = await StartAsync(host);

        var low = await Eventually.GetAsync("the old failure", () => gateway.GetAsync("/queues/send-low_error/messages"), answer => answer.Body.GetProperty("messages").GetArrayLength() == 1);
        var normal = await Eventually.GetAsync("the unreadable ones", () => gateway.GetAsync("/queues/send-normal_error/messages"), answer => answer.Body.GetProperty("messages").GetArrayLength() == 2);
        var state = await gateway.GetAsync($"/messages/{LegacyMessage.IdOf("old-1")}");
        var replayed = await gateway.PostAsync("/queues/send-low_error/replay", "");

        Assert.Equal("Unavailable: given up by the system before this one: Forbidden: bot was blocked", low.Body.GetProperty("messages")[0].GetProperty("reason").GetString());
        var unreadable = normal.Body.GetProperty("messages").EnumerateArray().ToDictionary(message => message.GetProperty("reason").GetString()!, message => message.GetProperty("id").GetString());
        Assert.Equal(["Invalid: it is not JSON", "Invalid: it is not UTF-8"], unreadable.Keys.Order());
        var latin = await gateway.GetAsync($"/queues/send-normal_error/messages/{unreadable["Invalid: it is not UTF-8"]}");
        Assert.StartsWith("not UTF-8: {\"chat_id\": 1", latin.Body.GetProperty("body").GetString());
        Assert.Equal("failed", state.Body.GetProperty("state").GetString());
        Assert.Equal(1, replayed.Body.GetProperty("moved").GetInt32());
    }

    [Fact]
    public async Task What_no_broker_takes_whole_stops_nothing_behind_it_and_a_key_that_is_no_list_is_named_by_the_readiness()
    {
        await using var host = await VirtualHost.CreateAsync();
        await using var redis = await ConnectAsync(host.Redis);
        var old = redis.GetDatabase();
        await old.ListLeftPushAsync(_queue, $$"""{"id": "long", "chat_id": 1, "text": "{{new string('Ж', 9_000_000)}}"}""");
        await old.ListLeftPushAsync(_queue, (RedisValue)Enumerable.Repeat((byte)0x80, 1024 * 1024 + 1).ToArray());
        await old.ListLeftPushAsync(_queue, """{"id": "next", "chat_id": 1, "text": "behind it"}""");
        await old.HashSetAsync(_deadLetters, "a", "b");
        await using var gateway = await StartAsync(host);
        gateway.Errors.Expect("cannot be taken over: \"WRONGTYPE");

        await Eventually.TrueAsync("the message behind it", () => gateway.Others.Got.OfType<SendMessage>().Any(order => order.Text == "behind it"));
        var failed = await Eventually.GetAsync("the long ones", () => gateway.GetAsync("/queues/send-normal_error/messages"), answer => answer.Body.GetProperty("messages").GetArrayLength() == 2);
        var ready = await Eventually.GetAsync("the readiness", () => gateway.GetAsync("/health/ready"), answer => answer.Status == 503);
        var part = ready.Body.GetProperty("parts").GetProperty("legacy queue");
        await old.KeyDeleteAsync(_deadLetters);
        await Eventually.GetAsync("the readiness afterwards", () => gateway.GetAsync("/health/ready"), answer => answer.Status == 200);

        var reasons = failed.Body.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("reason").GetString()!.Split(" (")[^1]).Order();
        // Of bytes that are no UTF-8 there is no character to keep whole.
        Assert.Equal(["of its 1048577 bytes the first 1048573 are here)", "of its 18000040 bytes the first 1048576 are here)"], reasons);
        Assert.StartsWith($"the list {_deadLetters} cannot be taken over: WRONGTYPE", part.GetProperty("description").GetString());
    }

    [Theory]
    [InlineData("LEGACY_QUEUE", "a{b}", "LEGACY_QUEUE is \"a{b}\" but must be the name of a list in Redis")]
    [InlineData("LEGACY_QUEUE_END", "top", "LEGACY_QUEUE_END is \"top\" but must be left or right")]
    [InlineData("LEGACY_QUEUE", "telegram_messages", "without REDIS_URL and RABBITMQ_URL there is nothing to take over")]
    public void A_wrong_setting_is_named(string name, string value, string sentence) =>
        Assert.Contains(GatewayApp.Problems((name, value)), problem => problem.Contains(sentence, StringComparison.Ordinal));

    private static string Text(int number) => string.Create(CultureInfo.InvariantCulture, $"message {number:000}");

    private static string TextOf(string json) => System.Text.Json.JsonElement.Parse(json).GetProperty("text").GetString()!;

    private static async Task<ConnectionMultiplexer> ConnectAsync(string url) => await ConnectionMultiplexer.ConnectAsync(ServiceDefaults.Redis.RedisUrl.Parse(url));

    private async Task PushAsync(IDatabase redis, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            var json = string.Create(CultureInfo.InvariantCulture, $$"""{"id": "old-{{number}}", "chat_id": -100, "text": "{{Text(number)}}", "priority": "normal", "created_at": "2026-11-30T10:{{number / 60:00}}:{{number % 60:00}}"}""");
            await redis.ListLeftPushAsync(_queue, json);
        }
    }

    private Task<GatewayApp> StartAsync(VirtualHost host, bool alone = false) =>
        GatewayApp.StartAsync(host.Url, host.Redis, alone, settings: [("LEGACY_QUEUE", _queue), ("LEGACY_DLQ", _deadLetters)]);
}
