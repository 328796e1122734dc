using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.Templates;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Bookings.Steps;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

/// <summary>The booking decision alone on the in-memory bus, with a clock that the test moves.</summary>
public sealed class BookingHarness : IAsyncDisposable
{
    public const string StaffChatId = "-1001";
    private static readonly TemplateLibrary Library = new(new TemplateOptions());
    private readonly ServiceProvider _services;

    private BookingHarness(ServiceProvider services, FakeTimeProvider time)
    {
        _services = services;
        Time = time;
    }

    public FakeTimeProvider Time { get; }

    public ITestHarness Bus => _services.GetTestHarness();

    public static async Task<BookingHarness> StartAsync(DeadlineOptions? deadlines = null, RejectReasons? reasons = null, StaffRoles? roles = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero));
        var clock = new StudioClock(TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"), time);
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(new ButtonSigner(new string('k', 32)))
            .AddSingleton(new StaffChats(new StaffChat(StaffChatId, null, "ru")))
            .AddSingleton(roles ?? StaffRoles.None)
            .AddSingleton(reasons ?? RejectReasons.None)
            .AddSingleton(new EphemeralOptions(IsOn: false))
            .AddSingleton(clock)
            .AddSingleton(Library)
            .AddSingleton<Localizer>()
            .AddSingleton<Keyboards>()
            .AddSingleton<ReadValues>()
            .AddSingleton<StaffMessages>()
            .AddSingleton<CallbackAnswers>()
            .AddLogging()
            .AddMetrics()
            .AddSingleton<DecisionMetrics>()
            .AddSingleton<RefusedCallbackQueries>()
            .AddSingleton(deadlines ?? new DeadlineOptions())
            .AddSingleton<DeadlinePlan>()
            .AddSingleton<DeadlineSteps>()
            .AddSingleton<SnoozeSteps>()
            .AddSingleton<ReasonSteps>()
            .AddSingleton<UndoSteps>()
            .AddSingleton<ReopenSteps>()
            .AddSingleton<CorrectionSteps>()
            .AddSingleton<CustomerSteps>().AddSingleton<Messaging.WebhookProcessor.Bookings.Steps.ErasureSteps>()
            .AddSingleton<IErasures>(new InMemoryErasures(time))
            .AddSingleton<BookingLog>()
            .AddSingleton<BookingSteps>()
            .AddSingleton<AskSteps>()
            .AddSingleton<MoveSteps>()
            .AddSingleton<WishSteps>()
            .AddSingleton<CopySteps>()
            .AddSingleton<StaffFallback>()
            .AddSingleton<UnreachedSteps>()
            .AddSingleton<BookingPartitioner>()
            .AddMassTransitTestHarness(TextWriter.Null, x =>
            {
                x.SetKebabCaseEndpointNameFormatter();
                x.AddRedisMessageScheduler(); // Both in memory, as there is no Redis here.
                x.AddRedisOutbox();
                x.AddSagaStateMachine<BookingDecisionStateMachine, BookingDecision, BookingDecisionDefinition>().InMemoryRepository();
                x.AddConfigureEndpointsCallback((_, queue, endpoint) =>
                {
                    if (queue == Routes.BookingDecision)
                    {
                        endpoint.BindAll<ButtonPressed>(); // The product runs the saga on a press by itself; here it comes by the bus.
                    }
                });
                x.UsingInMemory((context, bus) =>
                {
                    Directly<MessageSent>(bus);
                    Directly<MessageFailed>(bus);
                    bus.ConfigureEndpoints(context);
                });
            })
            .BuildServiceProvider(validateScopes: true);
        var harness = new BookingHarness(services, time);
        await harness.Bus.Start();
        return harness;
    }

    // As ServiceDefaults does it for the whole product: these travel over direct exchanges.
    private static void Directly<T>(IInMemoryBusFactoryConfigurator bus)
        where T : class
    {
        bus.Publish<T>(p => p.ExchangeType = MassTransit.Transports.Fabric.ExchangeType.Direct);
        bus.Send<T>(s => s.UseRoutingKeyFormatter(c => Routes.RoutingKeyOf(c.Message) ?? ""));
    }

    /// <summary>Publishes an event and waits until the saga is through with it.</summary>
    public async Task HappensAsync<T>(T message, Guid? id = null)
        where T : class
    {
        var messageId = id ?? NewId.NextGuid();
        var before = Consumed();
        await Bus.Bus.Publish(message, c => c.MessageId = messageId);
        await Eventually.TrueAsync($"the saga to be through with {typeof(T).Name}", () => Consumed() > before);

        int Consumed() => Bus.Consumed.Select<T>(x => x.Context.MessageId == messageId, new CancellationToken(canceled: true)).Count();
    }

    /// <summary>Moves the clock to the booking's next deadline and brings it, as the scheduler would.</summary>
    public async Task NextDeadlineAsync(string id)
    {
        var next = Booking(id).NextDeadline ?? throw new Xunit.Sdk.XunitException($"Booking {id} has no deadline.");
        if (next.At > Time.GetUtcNow())
        {
            Time.SetUtcNow(next.At);
        }
        await HappensAsync(new DeadlineReached { CorrelationId = BookingCorrelation.Of(id), Kind = next.Kind, At = next.At });
    }

    /// <summary>As <see cref="HappensAsync"/>; false where the event was parked instead, after its attempts.</summary>
    public async Task<bool> TriesAsync<T>(T message)
        where T : class
    {
        var id = NewId.NextGuid();
        await Bus.Bus.Publish(message, c => c.MessageId = id);
        var parked = false;
        await Eventually.TrueAsync($"the saga to be through with {typeof(T).Name}", () =>
        {
            var tried = Bus.Consumed.Select<T>(x => x.Context.MessageId == id, new CancellationToken(canceled: true)).ToList();
            parked = tried.Count > 0 && tried[^1].Exception is not null && Bus.Published.Select<Fault<T>>(new CancellationToken(canceled: true)).Any();
            return parked || (tried.Count > 0 && tried[^1].Exception is null);
        });
        return !parked;
    }

    /// <summary>The booking as it is stored.</summary>
    public BookingDecision Booking(string id) => FindAsync(id).GetAwaiter().GetResult() ?? throw new Xunit.Sdk.XunitException($"No saga of booking {id}.");

    /// <summary>The booking as it is stored; null when nobody knows it.</summary>
    public async Task<BookingDecision?> FindAsync(string id)
    {
        await using var scope = _services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>().Load(BookingCorrelation.Of(id));
    }

    public IReadOnlyList<T> Published<T>()
        where T : class => [.. Bus.Published.Select<T>(new CancellationToken(canceled: true)).Select(x => x.Context.Message)];

    /// <summary>What the scheduler was asked to bring for the booking's next deadline, once it is the <paramref name="times"/>th time.</summary>
    public async Task<DeadlineReached> TimerAsync(string id, int times = 1)
    {
        var next = Booking(id).NextDeadline!;
        return (await Eventually.GetAsync($"timer {times} of {next}", () => Task.FromResult(Timers()), timers => timers.Count >= times))[times - 1];

        List<DeadlineReached> Timers() =>
            [.. Bus.Sent.Select<DeadlineReached>(new CancellationToken(canceled: true)).Select(x => x.Context.Message).Where(timer => timer.At == next.At && timer.Kind == next.Kind)];
    }

    public static BookingCreated Created(string id) => new()
    {
        BookingId = id,
        Service = "Портрет",
        Date = new DateOnly(2026, 12, 24),
        TimeSlots = ["10:00", "11:00"],
        ClientName = "<b>Анна & Co</b>",
        ClientPhone = "+7 900 000-00-00",
        PeopleCount = 2,
        TotalPrice = 5000,
    };

    public static ButtonPressed Press(string id, ButtonAction action, long user = 1, string name = "Анна", ushort? version = 0, ushort argument = 0, long message = 77) => new()
    {
        CorrelationId = BookingCorrelation.Of(id),
        Action = action,
        KeyboardVersion = version,
        Argument = argument,
        CallbackQueryId = NewId.NextGuid().ToString("N"),
        ChatId = StaffChatId,
        TelegramMessageId = message,
        UserId = user,
        UserName = name,
        Role = Role.Decider,
        Language = "ru",
    };

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();
}
