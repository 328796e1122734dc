using System.Text.Json.Nodes;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Operations.Backup;

/// <summary>Saves every key of the database, and puts them back with what is left of their time.</summary>
internal sealed class RedisBackup(IConnectionMultiplexer redis, TimeProvider time)
{
    private const int AtOnce = 200;

    // A key that is moved within the database while it is gone through is told twice.
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    private IDatabase Db => redis.GetDatabase();

    /// <summary>Hands over each key as a line. Returns how many there were.</summary>
    public async Task<int> SaveAsync(Func<JsonObject, Task> write, CancellationToken cancellationToken)
    {
        var saved = 0;
        await foreach (var keys in Server().KeysAsync(Db.Database, pageSize: AtOnce).Chunk(AtOnce).WithCancellation(cancellationToken))
        {
            var dumps = await Task.WhenAll(keys.Select(async key => (Key: key, Dump: await Db.KeyDumpAsync(key), Left: await Db.KeyTimeToLiveAsync(key))));
            foreach (var (key, dump, left) in dumps.Where(entry => entry.Dump is not null))
            {
                var name = Convert.ToBase64String((byte[])key!);
                if (!_seen.Add(name))
                {
                    continue;
                }

                await write(new JsonObject
                {
                    ["key"] = name,
                    ["dump"] = Convert.ToBase64String(dump!),
                    ["until"] = left is { } expiry ? (time.GetUtcNow() + expiry).ToUnixTimeMilliseconds() : null,
                });
                saved++;
            }
        }

        return saved;
    }

    /// <summary>True where the database holds nothing.</summary>
    public async Task<bool> IsEmptyAsync() => await Server().DatabaseSizeAsync(Db.Database) == 0;

    /// <summary>Restores a line that <see cref="SaveAsync"/> wrote; an expired key is left out, and so is one that another line had.</summary>
    public async Task LoadAsync(JsonNode line)
    {
        TimeSpan? left = (long?)line["until"] is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) - time.GetUtcNow() : null;
        if ((left is null || left > TimeSpan.Zero) && _seen.Add((string)line["key"]!))
        {
            await Db.KeyRestoreAsync(Convert.FromBase64String((string)line["key"]!), Convert.FromBase64String((string)line["dump"]!), left);
        }
    }

    private IServer Server() => redis.GetServers().First(server => server is { IsConnected: true, IsReplica: false });
}
