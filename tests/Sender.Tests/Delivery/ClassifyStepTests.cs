using System.Reflection;
using System.Text;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.CircuitBreaker;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Delivery.Steps;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Scheduling;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests.Delivery;

/// <summary>In which order an answer takes effect, and what may not keep it from that.</summary>
public sealed class ClassifyStepTests
{
    private readonly List<string> _order = [];

    [Fact]
    public async Task A_429_closes_its_bucket_before_the_next_request_may_start_and_whatever_the_ledger_does()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        using var delivery = new Delivery(_order) { Response = Answer(429, """{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 3","parameters":{"retry_after":3}}""") };

        await Assert.ThrowsAsync<TimeoutException>(() => StepOf(sender).RunAsync(delivery));

        Assert.Equal(["closed 5 for 3 s", "free"], _order);
    }

    [Fact]
    public async Task A_wrong_token_stops_everything_before_the_next_request_may_start()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var pause = sender.Services.GetRequiredService<DeliveryPause>();
        using var delivery = new Delivery(_order, () => pause.Reason is null ? "free" : "free while all waits") { Response = Answer(401, """{"ok":false,"error_code":401,"description":"Unauthorized"}""") };

        await Assert.ThrowsAsync<TimeoutException>(() => StepOf(sender).RunAsync(delivery));

        Assert.Equal(["free while all waits"], _order);
    }

    [Fact]
    public async Task A_message_that_is_there_is_recorded_though_its_chats_recovery_cannot_be_told()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        using var delivery = new Delivery(_order) { EvenUnreachable = true, Response = Answer(200, """{"ok":true,"result":{"message_id":7,"chat":{"id":5}}}""") };

        await StepOf(sender).RunAsync(delivery);

        Assert.Equal(7, Assert.IsType<TelegramOutcome.Delivered>(delivery.Outcome).MessageId);
    }

    [Fact]
    public async Task A_group_that_answers_each_request_with_a_move_ends_the_message()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        using var delivery = new Delivery(_order) { Response = Answer(400, """{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1005}}""") };
        var step = StepOf(sender, sender.Services.GetRequiredService<ILedger>(), sender.Services.GetRequiredService<IChatStore>());
        var rounds = 0;

        while (delivery.Outcome is null && rounds < 100)
        {
            rounds++;
            await step.RunAsync(delivery);
        }

        Assert.Equal(6, rounds);
        Assert.Equal(FailureReason.ChatNotFound, Assert.IsType<TelegramOutcome.Permanent>(delivery.Outcome).Reason);
    }

    private ClassifyStep StepOf(SenderApp sender, ILedger? ledger = null, IChatStore? chats = null)
    {
        var services = sender.Services;
        return new ClassifyStep(
            ledger ?? Unavailable<ILedger>(), chats ?? Unavailable<IChatStore>(), new Limiter(_order), services.GetRequiredService<TelegramCircuitBreaker>(), services.GetRequiredService<BotIdentity>(),
            services.GetRequiredService<SenderMetrics>(), services.GetRequiredService<RepeatedRefusals>(), services.GetRequiredService<IBus>(), TimeProvider.System, NullLogger<ClassifyStep>.Instance);
    }

    private static TelegramResponse.Received Answer(int status, string body) => new(status, Encoding.UTF8.GetBytes(body));

    private static T Unavailable<T>() where T : class => DispatchProxy.Create<T, Refusing>();

    /// <summary>Refuses every call, as a store does whose Redis does not answer.</summary>
    public class Refusing : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new TimeoutException("Redis does not answer");
    }

    private sealed class Delivery : DeliveryContext
    {
        public Delivery(List<string> order, Func<string>? freed = null)
            : base(place: null, CancellationToken.None) => Turn = new Turn(new AdmissionResult.BotWaits(DateTimeOffset.MinValue), new Slot(order, freed ?? (() => "free")));

        public override string OrderedChatId => "5";

        public override Priority Priority => Priority.Normal;

        public override bool IsFirst => true;

        public override LedgerKey? Entry { get; } = new LedgerKey(Guid.NewGuid());
    }

    private sealed class Slot(List<string> order, Func<string> freed) : IDisposable
    {
        private bool _isFree;

        public void Dispose()
        {
            if (!_isFree)
            {
                _isFree = true;
                order.Add(freed());
            }
        }
    }

    private sealed class Limiter(List<string> order) : ILimiter
    {
        public Task<Scope> PenaliseAsync(string chatId, TimeSpan retryAfter)
        {
            order.Add($"closed {chatId} for {retryAfter.TotalSeconds} s");
            return Task.FromResult(Scope.Chat);
        }

        public Task<AdmissionResult> AskAsync(AdmissionRequest wanted) => throw new NotSupportedException();

        public Task<IReadOnlyList<(string ChatId, DateTimeOffset Until)>> ClosedAsync() => throw new NotSupportedException();

        public Task<RequestRate> RateAsync() => throw new NotSupportedException();
    }
}
