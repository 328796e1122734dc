using System.Globalization;
using System.Text.Json;
using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Conversations;

/// <summary>One key for each chat and person, <c>webhook:session:&lt;chat&gt;:&lt;user&gt;</c>, JSON. A change is written only over what it was made from.</summary>
public sealed class RedisSessions(IDatabase redis) : ISessions
{
    private static readonly RedisScript Swap = RedisScript.Load<RedisSessions>("session-swap.lua");

    public async Task<Session> GetAsync(string chatId, long userId) => Read(await redis.StringGetAsync(Key(chatId, userId)));

    public async Task<Session> ChangeAsync(string chatId, long userId, Func<Session, Session> change)
    {
        while (true)
        {
            var stored = await redis.StringGetAsync(Key(chatId, userId));
            var before = Read(stored);
            var after = JsonSerializer.Serialize(change(before));
            var swapped = await Swap.EvaluateAsync(redis, [Key(chatId, userId)], [stored.IsNull ? "" : stored, after, (int)Session.Memory(chatId).TotalSeconds]);
            if ((int)swapped == 1)
            {
                return before;
            }
        }
    }

    public Task ForgetAsync(string chatId, long userId) => redis.KeyDeleteAsync(Key(chatId, userId));

    private static Session Read(RedisValue stored)
    {
        if (stored.IsNullOrEmpty)
        {
            return new Session();
        }
        var session = JsonSerializer.Deserialize<Session>(stored.ToString());
        return session is { Format: Session.CurrentFormat } ? session : new Session();
    }

    private static RedisKey Key(string chatId, long userId) => $"webhook:session:{chatId}:{userId.ToString(CultureInfo.InvariantCulture)}";
}
