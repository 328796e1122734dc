using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// The limits of all Senders together: one call of one script per decision. The moments are those of the asking process, so the hosts' clocks
/// must agree to some tens of milliseconds (NTP); a clock that is off costs throughput and never lets too much through for long.
/// </summary>
public sealed class RedisLimiter(IConnectionMultiplexer redis, RedisKeys keys, LimitOptions options, TimeProvider time) : ILimiter
{
    // A day more than the longest wait that is kept of what Telegram says.
    private static readonly TimeSpan ListKept = TimeSpan.FromDays(2);

    public async Task<AdmissionResult> AskAsync(AdmissionRequest wanted) => Read((RedisValue[])(await LimiterScripts.Ask.EvaluateAsync(
        redis.GetDatabase(), [keys.Of("limit"), keys.OfChat("limit", wanted.ChatId)], Arguments(wanted, options, time.GetUtcNow())))!);

    /// <summary>What <c>limit-ask.lua</c> takes.</summary>
    internal static RedisValue[] Arguments(AdmissionRequest wanted, LimitOptions options, DateTimeOffset now)
    {
        var pace = options.PaceOf(wanted.ChatId);
        return
        [
            pace.Short.Step, pace.Short.Ahead, pace.Minute.Step, pace.Minute.Ahead,
            Micros.Of(now), PriorityRule.Of(wanted.Priority).IsUrgent ? 1 : 0, wanted.Place is { } place ? place : "",
            options.BotStep, options.BotSpan, Routes.RoutingKey(wanted.Priority), PriorityRule.Of(wanted.Priority).Horizon.Ticks / TimeSpan.TicksPerMicrosecond, PriorityRule.Of(wanted.Priority).MaxWait.Ticks / TimeSpan.TicksPerMicrosecond,
            wanted.Weight,
        ];
    }

    /// <summary>What it answers; the attempt too, where the message was claimed with it.</summary>
    internal static AdmissionResult Read(RedisValue[] answer)
    {
        var moment = Micros.ToTime((long)answer[1]);
        return (string)answer[0]! switch
        {
            "go" => new AdmissionResult.Go(moment, (long)answer[2], answer.Length > 3 ? (int)answer[3] : null),
            "chat" => new AdmissionResult.ChatWaits(moment, (long)answer[2]),
            _ => new AdmissionResult.BotWaits(moment),
        };
    }

    public async Task<Scope> PenaliseAsync(string chatId, TimeSpan retryAfter)
    {
        var pace = options.PaceOf(chatId);
        var now = time.GetUtcNow();
        var bot = (bool)await LimiterScripts.Penalise.EvaluateAsync(
            redis.GetDatabase(),
            [keys.Of("limit"), keys.OfChat("limit", chatId)],
            [
                pace.Short.Step, pace.Short.Ahead, pace.Minute.Step, pace.Minute.Ahead,
                Micros.Of(now), retryAfter.Ticks / TimeSpan.TicksPerMicrosecond, chatId, options.BotSpan, BotBucket.Suspicion, BotBucket.MaxCooldown,
            ]);

        var until = Micros.ToTime(Micros.Of(now)) + retryAfter;
        if (!bot || retryAfter.Ticks / TimeSpan.TicksPerMicrosecond > BotBucket.MaxCooldown)
        {
            // Answers which chats wait; the limit itself stands in the chat's own hash.
            await ForgetOpenAsync(now);
            await redis.GetDatabase().SortedSetAddAsync(ClosedList(keys), chatId, until.ToUnixTimeMilliseconds(), SortedSetWhen.GreaterThan);
            await redis.GetDatabase().KeyExpireAsync(ClosedList(keys), ListKept);
        }

        return bot ? Scope.Bot : Scope.Chat;
    }

    public async Task<IReadOnlyList<(string ChatId, DateTimeOffset Until)>> ClosedAsync()
    {
        var now = time.GetUtcNow();
        await ForgetOpenAsync(now);
        var closed = await redis.GetDatabase().SortedSetRangeByScoreWithScoresAsync(ClosedList(keys), now.ToUnixTimeMilliseconds(), double.PositiveInfinity, Exclude.Start, Order.Descending, 0, InMemoryLimiter.MaxListed);
        return [.. closed.Select(entry => ((string)entry.Element!, DateTimeOffset.FromUnixTimeMilliseconds((long)entry.Score)))];
    }

    public async Task<RequestRate> RateAsync()
    {
        var usage = await redis.GetDatabase().HashGetAsync(keys.Of("limit"), ["window", "used", "used_before"]);
        return new RequestRate(new BotUsage(Number(usage[0]), Number(usage[1]), Number(usage[2])).PerSecond(Micros.Of(time.GetUtcNow())), options.BotRate);
    }

    /// <summary>Where the chats are listed that a 429 closed.</summary>
    internal static RedisKey ClosedList(RedisKeys keys) => keys.Of("limited");

    private Task ForgetOpenAsync(DateTimeOffset now) => redis.GetDatabase().SortedSetRemoveRangeByScoreAsync(ClosedList(keys), double.NegativeInfinity, now.ToUnixTimeMilliseconds());

    private static long Number(RedisValue value) => value.IsNull ? 0 : (long)value;
}
