using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using MassTransit.Scheduling;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>What our services say to each other is believed from our services only.</summary>
public sealed class MessageMarkTests
{
    private const string Secret = "q8Zr-3vN1-kT0w-Xy72-mBc5-Lp94-sDf6-Gh3j";
    private const string Other = "w7Ye-5uM2-jS9v-Wx61-nAb4-Ko83-rCe5-Fg2i";
    private const string Exchange = "PhStudio.Messaging.Contracts:ChatMigrated";
    private const string ErrorQueue = Routes.ChatMoves + "_error";

    [Fact]
    public async Task What_somebody_else_publishes_ends_in_the_error_queue()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var got = new ConcurrentQueue<object>();
        await using var host = await StartAsync(broker, got, ("SERVICES_SECRET", Secret), ("SERVICES_SECRET_PREVIOUS", Other));
        host.Errors.Expect("has not the mark of our services");
        await using var before = await TestHost.StartAsync(broker.Url, settings: [("SERVICES_SECRET", Other)]);
        await using var stranger = await TestHost.StartAsync(broker.Url, settings: [("SERVICES_SECRET", "t6Xd-4tL3-iR8u-Vw50-oZa3-Jn72-qBd4-Ef1h")]);
        await using var bare = await TestHost.StartAsync(broker.Url);

        await stranger.PublishAsync(new ChatMigrated { OldChatId = "-1", NewChatId = "-1001" });
        await bare.PublishAsync(new ChatMigrated { OldChatId = "-1", NewChatId = "-1002" });
        Assert.True(await broker.PublishAsync(Exchange, """{"old_chat_id":"-1","new_chat_id":"-1003"}""", "application/json"));
        await host.PublishAsync(new ChatMigrated { OldChatId = "-1", NewChatId = "-1004" });
        await before.PublishAsync(new ChatMigrated { OldChatId = "-1", NewChatId = "-1005" });

        await Eventually.GetAsync("the marked ones", () => Task.FromResult(got.OfType<ChatMigrated>().Select(moved => moved.NewChatId).Order(StringComparer.Ordinal).ToList()), ids => ids.SequenceEqual(["-1004", "-1005"]));
        var failed = await Eventually.GetAsync("the others in the error queue", () => broker.MessagesAsync(ErrorQueue), waiting => waiting.Count == 3);
        Assert.All(failed, message => Assert.Contains("SERVICES_SECRET", message.GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString()));
    }

    [Fact]
    public async Task A_mark_is_of_its_content_and_type_alone()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var got = new ConcurrentQueue<object>();
        await using var host = await StartAsync(broker, got, ("SERVICES_SECRET", Secret));
        host.Errors.Expect("has not the mark of our services");
        await host.PublishAsync(new ChatMigrated { OldChatId = "-1", NewChatId = "-1001" });
        await Eventually.GetAsync("the real one", () => Task.FromResult(got.Count), count => count == 1);
        var mark = Assert.IsType<string>(host.App.Services.GetRequiredService<Seen>().Marks.Single());

        Assert.True(await broker.PublishAsync(Exchange, Body("-1002", mark), "application/vnd.masstransit+json"));
        Assert.True(await broker.PublishAsync(Exchange, Body("-1001", mark), "application/vnd.masstransit+json"));

        await Eventually.GetAsync("the same content again", () => Task.FromResult(got.Count), count => count == 2);
        Assert.All(got.OfType<ChatMigrated>(), moved => Assert.Equal("-1001", moved.NewChatId));
        await Eventually.GetAsync("the other content in the error queue", () => broker.MessagesAsync(ErrorQueue), waiting => waiting.Count == 1);
    }

    [Fact]
    public void A_member_that_the_last_release_does_not_know_is_under_a_mark_of_its_own()
    {
        var mark = MessageMark.Of(Secret);
        var told = new BookingReopened { BookingId = "7", ReopenedBy = "Anna", ReopenedAt = DateTimeOffset.UnixEpoch, Was = "confirmed", Sequence = 3, Previous = 2 };
        var read = told with { Previous = null }; // By a service of the last release.

        var (released, whole) = mark.Both(typeof(BookingReopened), told);

        Assert.Equal((mark.Of(typeof(BookingReopened), read), mark.Of(typeof(BookingReopened), told)), (released, whole));
        Assert.Equal((released, null), mark.Both(typeof(BookingReopened), read));
        Assert.True(IsRight(told, released, whole));
        Assert.True(IsRight(read, released, null));
        // One that a service of the next release wrote, with a member that this one does not know.
        Assert.True(IsRight(told, whole!, "over more"));
        Assert.All([told, read], message => Assert.DoesNotContain("previous", System.Text.Encoding.UTF8.GetString(ReleasedContent.Of(typeof(BookingReopened), message))));
        Assert.True(mark.IsRight(typeof(EraseBooking), new EraseBooking { BookingId = "7" }, [mark.Both(typeof(EraseBooking), new EraseBooking { BookingId = "7" }).Mark]));
        // What must be known is under the first mark too.
        Assert.Contains("formerOnly", System.Text.Encoding.UTF8.GetString(ReleasedContent.Of(typeof(EraseBooking), new EraseBooking { BookingId = "7", FormerOnly = true })));
        Assert.DoesNotContain("formerOnly", System.Text.Encoding.UTF8.GetString(ReleasedContent.Of(typeof(EraseBooking), new EraseBooking { BookingId = "7" })));
        Assert.False(IsRight(told with { Previous = 1 }, released, whole));
        Assert.False(IsRight(told with { Was = "rejected" }, released, whole));
        Assert.False(IsRight(told, null, null));

        bool IsRight(BookingReopened message, params string?[] marks) => mark.IsRight(typeof(BookingReopened), message, marks);
    }

    [Fact]
    public void What_the_bus_adds_to_its_options_leaves_nothing_in()
    {
        var reopened = new BookingReopened { BookingId = "7", ReopenedBy = "Anna", ReopenedAt = DateTimeOffset.UnixEpoch, Was = "confirmed", Sequence = 3, Previous = 2 };
        var ofTheBus = new JsonSerializerOptions(WireJson.Compact(SystemTextJsonMessageSerializer.Options));

        var written = JsonSerializer.Serialize(reopened, ReleasedContent.Without(ofTheBus, unreleased => !unreleased.MustBeKnown));

        Assert.Contains(ofTheBus.Converters, converter => converter is WireConverter);
        Assert.DoesNotContain("previous", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_platform_says_needs_no_mark()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var got = new ConcurrentQueue<object>();
        await using var host = await StartAsync(broker, got, ("SERVICES_SECRET", Secret));

        Assert.True(await broker.PublishAsync("PhStudio.Messaging.Contracts:BookingCancelled", """{"booking_id":"7","reason":"ill"}""", "application/json"));

        await Eventually.GetAsync("the cancellation", () => Task.FromResult(got.OfType<BookingCancelled>().Count()), count => count == 1);
    }

    /// <summary>A cancellation is MassTransit's own message: a stranger's would take a deadline out.</summary>
    [Fact]
    public async Task A_cancellation_of_what_is_scheduled_is_taken_from_our_services_only()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var got = new ConcurrentQueue<object>();
        await using var host = await StartAsync(broker, got, ("SERVICES_SECRET", Secret));
        host.Errors.Expect("has not the mark of our services");
        await using var bare = await TestHost.StartAsync(broker.Url);
        foreach (var service in new[] { bare, host })
        {
            var scheduler = service.App.Services.GetRequiredService<IBus>().CreateMessageScheduler(new Uri($"exchange:{Routes.RedisScheduler}"));
            await scheduler.CancelScheduledSend(new Uri($"exchange:{Routes.ChatMoves}"), service == host ? Guid.AllBitsSet : Guid.Empty, TestContext.Current.CancellationToken);
        }

        await Eventually.GetAsync("the refused one", () => broker.MessagesAsync(Routes.RedisScheduler + "_error"), waiting => waiting.Count == 1);
        await Eventually.TrueAsync("the other", () => got.Count == 1);
        Assert.Equal(Guid.AllBitsSet, Assert.Single(got.OfType<CancelScheduledMessage>()).TokenId);
    }

    private static Task<TestHost> StartAsync(VirtualHost broker, ConcurrentQueue<object> got, params (string Name, string Value)[] settings) => TestHost.StartAsync(broker.Url,
        bus =>
        {
            bus.AddConsumer<Moves, MovesDefinition>();
            bus.AddConsumer<Orders, OrdersDefinition>();
        }, services => services.AddSingleton(got).AddSingleton<Seen>(), settings: settings);

    private static string Body(string newChatId, string mark) => JsonSerializer.Serialize(new
    {
        messageId = Guid.NewGuid(),
        messageType = new[] { "urn:message:" + Exchange },
        message = new { oldChatId = "-1", newChatId },
        headers = new Dictionary<string, string> { ["Studio-Mark"] = mark },
    });

    internal sealed class Seen
    {
        public ConcurrentQueue<string?> Marks { get; } = new();
    }

    internal sealed class Moves(ConcurrentQueue<object> got, Seen seen) : IConsumer<ChatMigrated>, IConsumer<BookingCancelled>
    {
        public Task Consume(ConsumeContext<ChatMigrated> context)
        {
            seen.Marks.Enqueue(context.Headers.Get<string>("Studio-Mark"));
            got.Enqueue(context.Message);
            return Task.CompletedTask;
        }

        public Task Consume(ConsumeContext<BookingCancelled> context)
        {
            got.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    internal sealed class Orders(ConcurrentQueue<object> got) : IConsumer<CancelScheduledMessage>
    {
        public Task Consume(ConsumeContext<CancelScheduledMessage> context)
        {
            got.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    internal sealed class OrdersDefinition : ConsumerDefinition<Orders>
    {
        public OrdersDefinition() => EndpointName = Routes.RedisScheduler;
    }

    internal sealed class MovesDefinition : ConsumerDefinition<Moves>
    {
        public MovesDefinition() => EndpointName = Routes.ChatMoves;
    }
}
