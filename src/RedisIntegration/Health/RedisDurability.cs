using System.Globalization;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Health;

/// <summary>One thing by which a Redis may lose what it confirmed.</summary>
/// <param name="Text">What it is, and which setting fixes it.</param>
/// <param name="Status">Unhealthy where it will lose data, degraded where a crash may, healthy where only an operator can judge.</param>
public sealed record RedisRisk(string Text, HealthStatus Status);

/// <summary>Reads from a server's own information whether it keeps what it confirms.</summary>
public static class RedisDurability
{
    private const string Lag = "min-replicas-max-lag";

    /// <summary>In seconds, below the five after which the Sentinels of <c>infra/redis</c> promote another server.</summary>
    private const int MaxLag = 4;

    /// <summary>What may lose data; empty where nothing does, or where the server tells nothing.</summary>
    /// <exception cref="RedisException">Redis does not answer.</exception>
    public static async Task<IReadOnlyList<RedisRisk>> RisksAsync(IDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);

        var info = await AskAsync(database, "INFO").ConfigureAwait(false) ?? "";
        var snapshots = await SettingAsync(database, "save").ConfigureAwait(false);
        var fsync = await SettingAsync(database, "appendfsync").ConfigureAwait(false);
        var lag = await SettingAsync(database, Lag).ConfigureAwait(false);
        var isWatched = ConfigurationOptions.Parse(database.Multiplexer.Configuration).ServiceName is not null;
        return [.. Risks(info, snapshots, fsync, isWatched, lag), .. await ReplicasAsync(database.Multiplexer).ConfigureAwait(false), .. await UserAsync(database).ConfigureAwait(false)];
    }

    /// <param name="info">The answer to INFO.</param>
    /// <param name="snapshots">The setting <c>save</c>; null where it cannot be read.</param>
    /// <param name="fsync">The setting <c>appendfsync</c>; null where it cannot be read.</param>
    /// <param name="isWatched">Whether a Sentinel may put another server in its place, also before it has a replica.</param>
    /// <param name="lag">The setting <c>min-replicas-max-lag</c>; null where it cannot be read.</param>
    internal static IEnumerable<RedisRisk> Risks(string info, string? snapshots, string? fsync = null, bool isWatched = false, string? lag = null)
    {
        var lines = info.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First()[1], StringComparer.Ordinal);

        if (lines.GetValueOrDefault("aof_enabled") == "0")
        {
            yield return snapshots is { Length: 0 }
                ? new RedisRisk("it keeps nothing on disk (set appendonly yes)", HealthStatus.Unhealthy)
                : new RedisRisk($"it has no append-only file (set appendonly yes){(snapshots is null ? "; whether it makes snapshots is unknown" : "")}", HealthStatus.Degraded);
        }

        if (lines.TryGetValue("maxmemory_policy", out var policy) && policy != "noeviction")
        {
            yield return new RedisRisk($"it evicts keys when memory is short (maxmemory-policy is {policy}, set noeviction)", HealthStatus.Unhealthy);
        }

        if (lines.TryGetValue("aof_last_write_status", out var status) && status != "ok")
        {
            yield return new RedisRisk("the last write to its append-only file failed", HealthStatus.Degraded);
        }

        if (fsync == "no" && lines.GetValueOrDefault("aof_enabled") == "1")
        {
            yield return new RedisRisk("half a minute is lost when its machine dies (appendfsync is no, set everysec)", HealthStatus.Healthy);
        }

        // Redis counts its good replicas only where it waits for one.
        var isFollowed = isWatched || (int.TryParse(lines.GetValueOrDefault("connected_slaves"), NumberStyles.None, CultureInfo.InvariantCulture, out var replicas) && replicas > 0);
        if (lines.Count > 0 && isFollowed && Unbounded(info, lag) is { } unbounded)
        {
            yield return new RedisRisk(unbounded, HealthStatus.Healthy);
        }
    }

    /// <summary>A server whose default user is open lets any user in as that one, whatever the password.</summary>
    internal static bool IsAnotherUser(string? wanted, string? actual) => wanted is not null && actual is not null && wanted != actual;

    /// <summary>What a failover of this server loses, and what to set there; null where it waits for a replica that it heard of lately.</summary>
    private static string? Unbounded(string info, string? lag)
    {
        // Redis counts its good replicas only where it waits for one, and for one with a lag.
        if (!info.Contains("min_slaves_good_slaves:", StringComparison.Ordinal))
        {
            var why = lag == "0" ? "min-replicas-max-lag is 0, with which min-replicas-to-write asks for nothing: " : "";
            return $"a failover drops what no replica has yet ({why}set min-replicas-to-write 1 and min-replicas-max-lag 3)";
        }

        return int.TryParse(lag, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > MaxLag
            ? $"cut off from its replicas it goes on taking writes for {seconds} s, which are lost once another is promoted in its place (min-replicas-max-lag is {seconds}: set 3, and less than the Sentinels' down-after-milliseconds)"
            : null;
    }

    // What a replica is told now holds when it is the primary.
    private static async Task<IReadOnlyList<RedisRisk>> ReplicasAsync(IConnectionMultiplexer redis)
    {
        var risks = new List<RedisRisk>();
        foreach (var replica in redis.GetServers().Where(server => server is { IsConnected: true, IsReplica: true }))
        {
            try
            {
                if (await replica.InfoRawAsync("replication").ConfigureAwait(false) is { Length: > 0 } info && Unbounded(info, await SettingAsync(replica, Lag).ConfigureAwait(false)) is { } unbounded)
                {
                    risks.Add(new RedisRisk($"once its replica {EndPointCollection.ToString(replica.EndPoint)} is in its place, {unbounded}", HealthStatus.Healthy));
                }
            }
            catch (Exception exception) when (RedisAvailability.IsFailure(exception))
            {
                // A replica may go at any time.
            }
        }

        return risks;
    }

    private static async Task<IReadOnlyList<RedisRisk>> UserAsync(IDatabase database)
    {
        var wanted = ConfigurationOptions.Parse(database.Multiplexer.Configuration).User;
        if (wanted is null || !IsAnotherUser(wanted, await AskAsync(database, "ACL", "WHOAMI").ConfigureAwait(false)))
        {
            return [];
        }

        return [new RedisRisk($"it does not take the user {wanted} or its password, and lets everybody in as its default user", HealthStatus.Unhealthy)];
    }

    private static Task<string?> SettingAsync(IDatabase database, string setting) => SettingAsync(() => database.ExecuteAsync("CONFIG", "GET", setting));

    private static Task<string?> SettingAsync(IServer server, string setting) => SettingAsync(() => server.ExecuteAsync("CONFIG", "GET", setting));

    private static async Task<string?> SettingAsync(Func<Task<RedisResult>> ask)
    {
        try
        {
            var answer = await ask().ConfigureAwait(false);
            return answer.Length == 2 ? (string?)answer[1] : null;
        }
        catch (Exception exception) when (exception is RedisServerException or RedisCommandException && !RedisAvailability.IsUnavailable(exception))
        {
            return null; // Not allowed here, as with hosted servers, or without the client's allowAdmin.
        }
    }

    private static async Task<string?> AskAsync(IDatabase database, string command, params object[] arguments)
    {
        try
        {
            return (string?)await database.ExecuteAsync(command, arguments).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisServerException or RedisCommandException && !RedisAvailability.IsUnavailable(exception))
        {
            return null;
        }
    }
}
