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
    /// <inheritdoc />
    public async Task<AdmissionResult> AskAsync(AdmissionRequest wanted) => Read((RedisValue[])(await LimiterScripts.Ask.EvaluateAsync(
        redis.GetDatabase(), [keys.Of("limit"), keys.Of("limit", wanted.ChatId)], Arguments(wanted, options, time.GetUtcNow())))!);

    /// <summary>What <c>limit-ask.lua</c> takes.</summary>
    internal static RedisValue[] Arguments(AdmissionRequest wanted, LimitOptions options, DateTimeOffset now)
    {
        var pace = options.PaceOf(wanted.ChatId);
        return
        [
            pace.Short.Step, pace.Short.Ahead, pace.Minute.Step, pace.Minute.Ahead,
            Micros.Of(now), PriorityRule.Of(wanted.Priority).IsUrgent ? 1 : 0, wanted.Place is { } place ? place : "",
            options.BotStep, options.BotSpan, Routes.RoutingKey(wanted.Priority), PriorityRule.Of(wanted.Priority).Horizon.Ticks / TimeSpan.TicksPerMicrosecond, PriorityRule.Of(wanted.Priority).MaxWait.Ticks / TimeSpan.TicksPerMicrosecond,
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

    /// <inheritdoc />
    public async Task<Scope> PenaliseAsync(string chatId, TimeSpan retryAfter)
    {
        var pace = options.PaceOf(chatId);
        var bot = (bool)await LimiterScripts.Penalise.EvaluateAsync(
            redis.GetDatabase(),
            [keys.Of("limit"), keys.Of("limit", chatId)],
            [
                pace.Short.Step, pace.Short.Ahead, pace.Minute.Step, pace.Minute.Ahead,
                Micros.Of(time.GetUtcNow()), retryAfter.Ticks / TimeSpan.TicksPerMicrosecond, chatId, options.BotSpan, BotBucket.Suspicion, BotBucket.MaxClosure,
            ]);

        return bot ? Scope.Bot : Scope.Chat;
    }
}
