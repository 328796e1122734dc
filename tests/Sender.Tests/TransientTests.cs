using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Answers that nobody asks for later, such as those to strangers, on a real RabbitMQ and a real Redis: what stays of them, whatever becomes of them.</summary>
public sealed class TransientTests : IAsyncLifetime
{
    private const long Anna = 4001;
    private const long Boris = 4002;

    private VirtualHost _broker = null!;
    private Emulator _telegram = null!;
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await VirtualHost.CreateAsync();
        _telegram = await Emulator.StartAsync();
        _redis = await RedisServer.StartAsync();
        await _telegram.AddPeopleAsync(Anna, 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _telegram.DisposeAsync();
        await _redis.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_of_it_is_there_an_hour_after_its_end_and_nobody_is_told()
    {
        await using var sender = await StartAsync();
        await _telegram.StandingAsync(Boris, "blocked");
        var sent = Answer(Anna);

        await sender.RequestAsync<SendMessage, MessageSent>(sent);
        await sender.RequestAsync<SendMessage, MessageSent>(sent);
        await sender.RequestAsync<SendMessage, MessageExpired>(Answer(Anna, age: TimeSpan.FromMinutes(5)));
        Assert.Equal(FailureReason.Blocked, (await sender.RequestAsync<SendMessage, MessageFailed>(Answer(Boris))).Message.Reason);
        await _telegram.FaultAsync(new { kind = "cut_after", method = "sendMessage", count = 1 });
        await sender.RequestAsync<SendMessage, MessageUnknown>(Answer(Anna));
        var (told, queues) = (await sender.Told.SentAsync(await sender.SendAsync(Anna, "To somebody with a booking")), await _broker.DepthsAsync());

        // What was told and what failed of the others would be there by now: they came before it.
        Assert.Equal([told.MessageId], Told(sender));
        Assert.All(queues.Where(queue => queue.Key.EndsWith("_error", StringComparison.Ordinal)), queue => Assert.Equal((queue.Key, 0), (queue.Key, queue.Value)));
        Assert.Equal(["Answer", "Answer", "To somebody with a booking"], await _telegram.TextsAsync(Anna));
        var keys = await KeysAsync();
        Assert.Equal(4, keys.Count(key => key.Key.Contains(":ledger:", StringComparison.Ordinal)));
        Assert.All(keys.Where(key => key.Key.Contains(":ledger:", StringComparison.Ordinal) && !key.Key.EndsWith($"{told.MessageId:N}", StringComparison.Ordinal)), key => Assert.InRange(key.Value!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61)));
        Assert.Equal([$"phstudio:gateway:message:{told.MessageId:N}"], keys.Keys.Where(key => key.StartsWith("phstudio:gateway:message:", StringComparison.Ordinal)));
        Assert.DoesNotContain(keys.Keys, key => key.Contains(":parked:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_without_an_end_is_known_as_long_as_any_other()
    {
        await using var sender = await StartAsync();

        await sender.RequestAsync<SendMessage, MessageSent>(Answer(Anna) with { ExpiresAt = null });

        Assert.InRange((await KeysAsync()).Single(key => key.Key.Contains(":ledger:", StringComparison.Ordinal)).Value!.Value, TimeSpan.FromDays(29), TimeSpan.FromDays(30));
    }

    [Fact]
    public async Task A_failure_of_it_rests_in_no_error_queue_where_its_sender_says_so()
    {
        await using var sender = await StartAsync();
        sender.Errors.Expect("DeliveryFailedException: ChatNotFound");

        await sender.RequestAsync<SendMessage, MessageFailed>(Answer(77_777));
        await sender.Told.FailedAsync(await sender.SendAsync(77_778, "To nobody"));

        // The first failed before it, so it would lie there too.
        var parked = await Eventually.GetAsync("the other one in the error queue", () => _broker.MessagesAsync("send-normal_error"), all => all.Any(message => message.GetProperty("payload").GetString()!.Contains("77778", StringComparison.Ordinal)));
        Assert.Single(parked);
    }

    private static List<Guid> Told(SenderApp sender) =>
        [.. sender.Told.All<MessageSent>().Select(fact => fact.MessageId), .. sender.Told.All<MessageFailed>().Select(fact => fact.MessageId), .. sender.Told.All<MessageExpired>().Select(fact => fact.MessageId),
            .. sender.Told.All<MessageUnknown>().Select(fact => fact.MessageId), .. sender.Told.All<MessageProgressed>().Select(fact => fact.MessageId)];

    /// <summary>As WebhookProcessor orders an answer to a stranger.</summary>
    private static SendMessage Answer(long chat, TimeSpan age = default)
    {
        var createdAt = TimeProvider.System.GetUtcNow() - age;
        return new SendMessage { MessageId = Guid.NewGuid(), ChatId = $"{chat}", Text = "Answer", CreatedAt = createdAt, ExpiresAt = createdAt.AddMinutes(1), Transient = true, FailureHandled = true };
    }

    private Task<SenderApp> StartAsync() => SenderApp.StartAsync(_telegram, rabbitMq: _broker.Url, redis: _redis.Url);

    private async Task<Dictionary<string, TimeSpan?>> KeysAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.Address);
        var keys = new Dictionary<string, TimeSpan?>(StringComparer.Ordinal);
        await foreach (var key in connection.GetServers()[0].KeysAsync(pageSize: 1000))
        {
            keys[key.ToString()] = await connection.GetDatabase().KeyTimeToLiveAsync(key);
        }

        return keys;
    }
}
