using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Shadow;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Platform;

/// <summary>In Redis, where <c>gateway shadow report</c> reads it.</summary>
internal sealed class RedisShadowLog(IConnectionMultiplexer redis, TimeProvider time) : IShadowLog
{
    public Task<long> NoteAsync(string method, string arguments, int messages = 1) => ShadowStream.AddAsync(redis.GetDatabase(), new ShadowedCall(time.GetUtcNow(), method, arguments), messages);

    public Task<int> EraseAsync(PersonTraces person) => ShadowStream.EraseAsync(redis.GetDatabase(), person);
}
