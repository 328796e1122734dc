using PhStudio.Messaging.RedisIntegration.Scripts;
using PhStudio.Messaging.Sender.Platform;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Bot;

/// <summary>What Telegram does not tell of the webhook: an operator's order, and the fingerprint of its secret.</summary>
public interface IWebhookStore
{
    /// <summary>The address that an operator ordered while the setting was this one; an empty one means polling, null that nobody ordered any.</summary>
    Task<string?> OrderedAsync(string setting);

    /// <summary>Keeps an order, which holds until the setting changes.</summary>
    Task OrderAsync(string setting, string url);

    /// <summary>The fingerprint of the secret that the webhook was last set with.</summary>
    Task<string?> LastSetWithAsync();

    /// <summary>Keeps that fingerprint.</summary>
    Task SetWithAsync(string fingerprint);
}

/// <summary>The memory of a single process.</summary>
public sealed class InMemoryWebhookStore : IWebhookStore
{
    private (string Setting, string Url)? _order;
    private string? _setWith;

    public Task<string?> OrderedAsync(string setting) => Task.FromResult(_order is { } kept && kept.Setting == setting ? kept.Url : null);

    public Task OrderAsync(string setting, string url)
    {
        _order = (setting, url);
        return Task.CompletedTask;
    }

    public Task<string?> LastSetWithAsync() => Task.FromResult(_setWith);

    public Task SetWithAsync(string fingerprint)
    {
        _setWith = fingerprint;
        return Task.CompletedTask;
    }
}

/// <summary>The memory of all Senders together: one hash.</summary>
public sealed class RedisWebhookStore(IConnectionMultiplexer redis, RedisKeys keys) : IWebhookStore
{
    private static readonly RedisScript OrderScript = RedisScript.Load<RedisWebhookStore>("webhook-set.lua");

    private RedisKey Key => keys.Of("webhook");

    private IDatabase Db => redis.GetDatabase();

    public async Task<string?> OrderedAsync(string setting)
    {
        var kept = await Db.HashGetAsync(Key, ["setting", "url"]);
        return !kept[0].IsNull && kept[0] == setting ? (string?)kept[1] : null;
    }

    public Task OrderAsync(string setting, string url) => OrderScript.EvaluateAsync(Db, [Key], [setting, url]);

    public async Task<string?> LastSetWithAsync() => await Db.HashGetAsync(Key, "set_with");

    public Task SetWithAsync(string fingerprint) => Db.HashSetAsync(Key, "set_with", fingerprint);
}
