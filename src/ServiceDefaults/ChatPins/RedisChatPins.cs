using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.ChatPins;

/// <summary>Two hashes by name in lower case: <c>phstudio:webhook:chat-pins</c> with the numbers, and <c>phstudio:webhook:chat-pins:refused</c> with those of other chats that have the name since.</summary>
public sealed class RedisChatPins(IDatabase redis) : IChatPins
{
    private const string Key = "phstudio:webhook:chat-pins";
    private const string Refused = "phstudio:webhook:chat-pins:refused";

    public async Task<string> PinAsync(string name, string number)
    {
        var field = name.ToLowerInvariant();
        var pinned = await redis.HashSetAsync(Key, field, number, When.NotExists) ? number : (await redis.HashGetAsync(Key, field)).ToString();
        await (pinned == number ? redis.HashDeleteAsync(Refused, field) : redis.HashSetAsync(Refused, field, number));
        return pinned;
    }

    public async Task<IReadOnlyList<ChatPin>> AllAsync()
    {
        var refused = (await redis.HashGetAllAsync(Refused)).ToDictionary(entry => (string)entry.Name!, entry => (string?)entry.Value, StringComparer.Ordinal);
        return [.. (await redis.HashGetAllAsync(Key)).Select(entry => new ChatPin(entry.Name!, entry.Value!, refused.GetValueOrDefault(entry.Name!))).OrderBy(pin => pin.Name, StringComparer.Ordinal)];
    }

    public async Task KeepOnlyAsync(IReadOnlyCollection<string> names)
    {
        foreach (var key in new[] { Key, Refused })
        {
            RedisValue[] gone = [.. (await redis.HashKeysAsync(key)).Where(name => !names.Contains(name.ToString(), StringComparer.OrdinalIgnoreCase))];
            await redis.HashDeleteAsync(key, gone);
        }
    }
}
