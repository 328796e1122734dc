using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>One hash, <c>phstudio:webhook:chat-pins</c>: name in lower case → number.</summary>
public sealed class RedisChatPins(IDatabase redis) : IChatPins
{
    private const string Key = "phstudio:webhook:chat-pins";

    /// <inheritdoc />
    public async Task<string> PinAsync(string name, string number)
    {
        var field = name.ToLowerInvariant();
        return await redis.HashSetAsync(Key, field, number, When.NotExists) ? number : (await redis.HashGetAsync(Key, field)).ToString();
    }
}
