using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Startup;

/// <summary>What Telegram does not tell of the webhook: an operator's order, and with which secret it was set.</summary>
public interface IWebhookMemory
{
    /// <summary>The address that an operator ordered while the setting was this one; an empty one means polling, null that nobody ordered any.</summary>
    Task<string?> Ordered(string setting);

    /// <summary>Keeps an order, which holds until the setting changes.</summary>
    Task Order(string setting, string url);

    /// <summary>The fingerprint of the secret that the webhook was last set with.</summary>
    Task<string?> LastSetWith();

    /// <summary>Keeps that fingerprint.</summary>
    Task SetWith(string fingerprint);
}

/// <summary>The memory of a single process.</summary>
public sealed class InMemoryWebhookMemory : IWebhookMemory
{
    private (string Setting, string Url)? order;
    private string? setWith;

    /// <inheritdoc />
    public Task<string?> Ordered(string setting) => Task.FromResult(order is { } kept && kept.Setting == setting ? kept.Url : null);

    /// <inheritdoc />
    public Task Order(string setting, string url)
    {
        order = (setting, url);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<string?> LastSetWith() => Task.FromResult(setWith);

    /// <inheritdoc />
    public Task SetWith(string fingerprint)
    {
        setWith = fingerprint;
        return Task.CompletedTask;
    }
}

/// <summary>The memory of all Senders together: one hash.</summary>
public sealed class RedisWebhookMemory(IConnectionMultiplexer redis, RedisKeys keys) : IWebhookMemory
{
    private static readonly RedisScript OrderScript = RedisScript.Load<RedisWebhookMemory>("webhook-set.lua");

    private RedisKey Key => keys.Of("webhook");

    private IDatabase Db => redis.GetDatabase();

    /// <inheritdoc />
    public async Task<string?> Ordered(string setting)
    {
        var kept = await Db.HashGetAsync(Key, ["setting", "url"]);
        return !kept[0].IsNull && kept[0] == setting ? (string?)kept[1] : null;
    }

    /// <inheritdoc />
    public Task Order(string setting, string url) => OrderScript.EvaluateAsync(Db, [Key], [setting, url]);

    /// <inheritdoc />
    public async Task<string?> LastSetWith() => await Db.HashGetAsync(Key, "set_with");

    /// <inheritdoc />
    public Task SetWith(string fingerprint) => Db.HashSetAsync(Key, "set_with", fingerprint);
}
