using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>Which chats can be reached again.</summary>
public sealed class ChatStatusConsumerTests
{
    private const long Anna = 4001;

    [Fact]
    public async Task A_message_from_a_chat_shows_the_way_back()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        sender.Errors.Expect("Blocked: known from an earlier message to this chat");
        await telegram.AddPeopleAsync(Anna);
        var chats = sender.Services.GetRequiredService<IChatStore>();
        await chats.UnreachableAsync($"{Anna}", FailureReason.Blocked);
        await chats.UnreachableAsync($"{Anna}", FailureReason.Blocked);
        await sender.Told.FailedAsync(await sender.SendAsync(Anna, "Not tried"));

        await telegram.SaysAsync(Anna, "Here I am");
        await Eventually.TrueAsync("the chat to be reachable", async () => await chats.FindAsync($"{Anna}") is not { Unreachable: not null });
        await sender.Told.SentAsync(await sender.SendAsync(Anna, "Tried"));

        Assert.Equal(["Here I am", "Tried"], await telegram.TextsAsync(Anna));
    }

    [Theory]
    [InlineData("{\"message_id\":5,\"date\":0,\"chat\":{\"id\":4001,\"type\":\"private\"}}", true)] // Also of a message that is too old to be shown.
    [InlineData("{\"message_id\":5,\"date\":0,\"chat\":{\"id\":4002,\"type\":\"private\"}}", false)]
    public async Task A_press_in_a_chat_shows_the_way_back_to_that_chat(string message, bool isReachable)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var chats = sender.Services.GetRequiredService<IChatStore>();
        foreach (var chat in (string[])[$"{Anna}", "4003"])
        {
            await chats.UnreachableAsync(chat, FailureReason.ChatNotFound);
            await chats.UnreachableAsync(chat, FailureReason.ChatNotFound);
        }

        await PressAsync(message);
        await PressAsync("""{"message_id":5,"date":0,"chat":{"id":4003,"type":"private"}}""");

        await Eventually.TrueAsync("the last press to be noted", async () => await chats.FindAsync("4003") is not { Unreachable: not null });
        if (isReachable)
        {
            await Eventually.TrueAsync("the chat to be reachable", async () => await chats.FindAsync($"{Anna}") is not { Unreachable: not null });
        }
        else
        {
            Assert.NotNull((await chats.FindAsync($"{Anna}"))!.Unreachable);
        }

        Task PressAsync(string pressed) => sender.PublishAsync(new TelegramPressReceived
        {
            Raw = $$$"""{"update_id":1,"callback_query":{"id":"1","from":{"id":{{{Anna}}},"first_name":"Anna"},"message":{{{pressed}}},"data":"x"}}""",
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        });
    }

    [Theory]
    [InlineData("@Studio_News")]
    [InlineData("@studio_news")]
    [InlineData("@STUDIO_news")]
    public async Task A_public_channel_that_refused_once_is_reachable_by_its_name_when_the_bot_is_let_in(string ordered)
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var chats = sender.Services.GetRequiredService<IChatStore>();
        await chats.UnreachableAsync(ordered, FailureReason.ChatNotFound);

        await sender.PublishAsync(new TelegramUpdateReceived
        {
            Raw = """{"update_id":1,"my_chat_member":{"chat":{"id":-1001,"type":"channel","username":"Studio_News"},"new_chat_member":{"status":"administrator"}}}""",
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        });

        await Eventually.TrueAsync("the channel to be reachable", async () => await chats.FindAsync(ordered) is not { Unreachable: not null });
    }

    [Fact]
    public async Task News_wait_for_a_Redis_that_is_away_longer_than_a_moment()
    {
        var chats = new ChatsOfAnAbsentRedis(refusals: 5);
        await using var provider = new ServiceCollection()
            .AddSingleton<IChatStore>(chats)
            .AddSingleton(TimeProvider.System)
            .AddMassTransitTestHarness(bus => bus.AddConsumer<ChatStatusConsumer, RedisOutageRetryDefinition<ChatStatusConsumer>>())
            .BuildServiceProvider(validateScopes: true);
        var harness = await provider.StartTestHarness();

        await harness.Bus.Publish(new TelegramUpdateReceived { Raw = """{"update_id":1,"message":{"chat":{"id":4001}}}""", ReceivedAt = TimeProvider.System.GetUtcNow() }, TestContext.Current.CancellationToken);

        await Eventually.GetAsync("the news to be kept", () => Task.FromResult(chats.Kept), kept => kept.SequenceEqual(["4001"]));
    }

    [Fact]
    public async Task A_bot_that_comes_back_and_may_not_write_reaches_nobody()
    {
        var chats = new ChatsOfAnAbsentRedis(refusals: 0);
        await using var provider = new ServiceCollection()
            .AddSingleton<IChatStore>(chats)
            .AddSingleton(TimeProvider.System)
            .AddMassTransitTestHarness(TextWriter.Null, bus => bus.AddConsumer<ChatStatusConsumer>())
            .BuildServiceProvider(validateScopes: true);
        var harness = await provider.StartTestHarness();

        foreach (var (chat, mayWrite) in new[] { (-5, "false"), (-6, "true") })
        {
            var update = $$$"""{"update_id":1,"my_chat_member":{"chat":{"id":{{{chat}}}},"new_chat_member":{"status":"restricted","can_send_messages":{{{mayWrite}}} } } }""";
            await harness.Bus.Publish(new TelegramUpdateReceived { Raw = update, ReceivedAt = TimeProvider.System.GetUtcNow() }, TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync("both updates to be read", () => harness.Consumed.Select<TelegramUpdateReceived>(new CancellationToken(canceled: true)).Count() == 2);
        Assert.Equal(["-6"], chats.Kept);
    }

    [Fact]
    public void A_note_of_an_earlier_release_has_no_time_and_ends_with_the_first_success()
    {
        Assert.True(RedisChatStore.Read("no:Blocked").EndsWith(isWritten: false, TimeProvider.System.GetUtcNow()));
    }

    /// <summary>Refuses so many times, as our scripts do where no server answers.</summary>
    private sealed class ChatsOfAnAbsentRedis(int refusals) : IChatStore
    {
        private int _left = refusals;

        public ConcurrentQueue<string> Kept { get; } = new();

        public Task<ChatStatus?> FindAsync(string chatId) => Task.FromResult<ChatStatus?>(null);

        public Task MigratedAsync(string chatId, string newChatId) => Task.CompletedTask;

        public Task UnreachableAsync(string chatId, FailureReason reason) => Task.CompletedTask;

        public Task<ChatStatus?> AskAgainAsync(string chatId) => Task.FromResult<ChatStatus?>(null);

        public Task ForgetAsync(string chatId) => Task.CompletedTask;

        public Task<IReadOnlyList<NotedChat>> ListAsync(ChatPlace? after, int limit) => Task.FromResult<IReadOnlyList<NotedChat>>([]);

        public Task ReachableAsync(string chatId, bool isWritten, DateTimeOffset seenAt, Func<Task> tellAsync)
        {
            if (Interlocked.Decrement(ref _left) >= 0)
            {
                throw new TimeoutException("Redis does not answer");
            }

            Kept.Enqueue(chatId);
            return tellAsync();
        }
    }
}
