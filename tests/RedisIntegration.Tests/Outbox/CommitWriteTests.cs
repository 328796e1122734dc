using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.RedisIntegration.Tests.Servers;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Tests.Outbox;

/// <summary>Messages that the outbox writes with its commit instead of sending them.</summary>
public class CommitWriteTests
{
    private readonly string _name = $"t-{Guid.NewGuid():N}";
    private readonly Guid _id = NewId.NextGuid();
    private readonly Inbox<WalletChanged> _changes = new();
    private readonly Inbox<WalletNoted> _notes = new();
    private readonly WalletTrouble _trouble = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Transport> Transports => [Transport.InMemory, Transport.RabbitMq];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_message_that_becomes_a_write_is_written_once_or_not_at_all_and_never_sent(Transport transport)
    {
        _trouble.Failures = 1;
        await using var bus = await StartAsync(transport);
        var messageId = NewId.NextGuid();

        await bus.Bus.Publish(new WalletPaid(_id, 100), Token);
        await bus.Bus.Publish(new WalletPaid(_id, 100), Token);
        await Eventually.TrueAsync("the payment that did not fail", () => Told == 1);
        for (var i = 0; i < 3; i++)
        {
            await bus.Bus.Publish(new WalletPaid(_id, 5), context => context.MessageId = messageId, Token);
        }

        await bus.Bus.Publish(new WalletPaid(_id, 1), Token);

        await Eventually.TrueAsync("the consequences of three payments", () => Told == 3);
        Assert.Equal(106, (int)await Redis.StringGetAsync($"{_name}-noted"));
        Assert.Empty(_notes.Arrived);
    }

    [Fact]
    public async Task Without_a_redis_it_is_sent_as_any_other()
    {
        await using var bus = await StartAsync(Transport.InMemory, redis: false);

        await bus.Bus.Publish(new WalletPaid(_id, 5), Token);

        Assert.Equal(5, (await _notes.FirstAsync("the note")).Message.Amount);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task What_is_scheduled_keeps_ids_headers_and_trace_and_is_no_message_to_the_scheduler(Transport transport)
    {
        await using var bus = await StartAsync(transport);
        using var spans = new Spans();

        await bus.Bus.Publish(new WalletPaid(_id, 5), Token);

        await Eventually.TrueAsync("both consequences", () => _changes.Arrived.Select(change => change.Message.Part).ToHashSet().IsSupersetOf([1, 4]));
        var arrived = _changes.Arrived.Single(change => change.Message.Part == 4);
        var sent = _changes.Arrived.Single(change => change.Message.Part == 1);
        Assert.Equal("kept", arrived.Headers.Get<string>("X-Mine"));
        Assert.Equal(_id, arrived.InitiatorId);
        Assert.Equal(sent.ConversationId, arrived.ConversationId);
        Assert.Equal(sent.SourceAddress, arrived.SourceAddress);
        Assert.InRange(arrived.ExpirationTime!.Value, Clock.Now.AddMinutes(4), Clock.Now.AddMinutes(5));
        Assert.StartsWith($"00-{spans.TraceId}-", arrived.Headers.Get<string>("MT-Activity-Id"), StringComparison.Ordinal);
        Assert.DoesNotContain(spans.Ours, span => span.DisplayName.Contains("ScheduleMessage", StringComparison.Ordinal) || span.DisplayName.StartsWith(_name + "-scheduler", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task What_is_cancelled_never_comes(Transport transport)
    {
        await using var bus = await StartAsync(transport);
        await bus.Bus.Publish(new WalletPaid(_id, PurseWithNotes.AnHour), Token);
        await Eventually.TrueAsync("the schedule in Redis", async () => await Redis.SortedSetLengthAsync($"{{{_name}}}:due") == 1);

        await bus.Bus.Publish(new WalletPaid(_id, PurseWithNotes.Cancel), Token);

        await Eventually.TrueAsync("nothing in Redis", async () => await Redis.SortedSetLengthAsync($"{{{_name}}}:due") == 0);
        Assert.Equal(0, await Redis.HashLengthAsync($"{{{_name}}}:entries"));
        Assert.Empty(_changes.Arrived);
    }

    [Fact]
    public async Task Schedules_in_the_commit_without_a_scheduler_are_refused_with_a_sentence()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => TestBus.StartAsync(
            x =>
            {
                x.AddRedisOutbox(options => options.SchedulesInCommit = true);
                x.AddConsumer<PurseWithNotes, PurseWithNotesDefinition>();
            },
            services => services.AddSingleton(_trouble)));

        Assert.Contains("SchedulesInCommit needs AddRedisMessageScheduler", refused.ToString(), StringComparison.Ordinal);
    }

    private int Told => _changes.Arrived.Count(change => change.Message.Part == 1);

    private static IDatabase Redis => RealRedis.Connection.GetDatabase();

    private Task<TestBus> StartAsync(Transport transport, bool redis = true) => TestBus.StartAsync(
        x =>
        {
            x.AddRedisMessageScheduler(options => options.QueueName = _name);
            x.AddRedisOutbox(options =>
            {
                options.KeyPrefix = $"{_name}-outbox";
                options.SchedulesInCommit = true;
                options.WriteInCommit<WalletNoted>("return redis.call('INCRBY', KEYS[1], ARGV[1])", noted => new OutboxWrite([$"{_name}-noted"], [noted.Amount]));
            });
            x.AddConsumer<PurseWithNotes, PurseWithNotesDefinition>().Endpoint(e => e.Name = $"{_name}-purse");
            x.AddConsumer<InboxConsumer<WalletChanged>>().Endpoint(e => e.Name = $"{_name}-changes");
            x.AddConsumer<InboxConsumer<WalletNoted>>().Endpoint(e => e.Name = $"{_name}-notes");
        },
        services => services.AddSingleton(_changes).AddSingleton(_notes).AddSingleton(_trouble), transport, redis);
}

public record WalletNoted(int Amount);

/// <summary>Notes each payment, tells of it, and schedules what comes of it; a payment of <see cref="AnHour"/> schedules for later, one of <see cref="Cancel"/> takes that back.</summary>
public sealed class PurseWithNotes(WalletTrouble trouble) : IConsumer<WalletPaid>
{
    public const int AnHour = -1;
    public const int Cancel = -2;
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, Guid> Tokens = [];

    public async Task Consume(ConsumeContext<WalletPaid> context)
    {
        var (id, amount) = context.Message;
        switch (amount)
        {
            case AnHour:
                Tokens[id] = (await context.SchedulePublish(TimeSpan.FromHours(1), new WalletChanged(id, amount, Part: 4))).TokenId;
                return;
            case Cancel:
                await context.GetPayload<MessageSchedulerContext>().CancelScheduledPublish<WalletChanged>(Tokens[id]);
                return;
        }

        await context.Publish(new WalletNoted(amount));
        await context.Publish(new WalletChanged(id, amount, Part: 1));
        await context.SchedulePublish(TimeSpan.FromMilliseconds(100), new WalletChanged(id, amount, Part: 4), Pipe.Execute<SendContext<WalletChanged>>(send =>
        {
            send.Headers.Set("X-Mine", "kept");
            send.TimeToLive = TimeSpan.FromMinutes(5);
        }));
        trouble.Maybe();
    }
}

public sealed class PurseWithNotesDefinition : ConsumerDefinition<PurseWithNotes>
{
    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<PurseWithNotes> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.UseRedisOutbox(context);
}
