using System.Globalization;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.RedisIntegration.Health;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Operations.Doctor;

/// <summary>Checks that Redis answers, that it keeps what it confirms, and that its clock agrees with ours.</summary>
internal static class RedisChecks
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxDrift = TimeSpan.FromSeconds(1);

    public static async Task<IReadOnlyList<Finding>> RunAsync(IConnectionMultiplexer redis, TimeProvider time)
    {
        try
        {
            var db = redis.GetDatabase();
            await db.PingAsync().WaitAsync(Timeout);
            var risks = (await RedisDurability.RisksAsync(db).WaitAsync(Timeout)).Where(risk => risk.Status != HealthStatus.Healthy).Select(risk => risk.Text).ToList();
            return
            [
                new Finding("redis", IsWell: true, "answers"),
                risks.Count == 0 ? new Finding("redis persistence", IsWell: true, "it keeps what it confirms") : new Finding("redis persistence", IsWell: false, string.Join("; ", risks)),
                await MemoryAsync(db),
                await ClockAsync(redis, time),
            ];
        }
        catch (Exception e) when (RedisAvailability.IsFailure(e))
        {
            return [new Finding("redis", IsWell: false, $"it does not answer ({e.GetType().Name}): is it running, and are host, user and password of REDIS_URL right?")];
        }
    }

    // A remark only: what is right depends on the machine, and who runs Redis for others sees to it himself.
    private static async Task<Finding> MemoryAsync(IDatabase db)
    {
        var line = ((string?)await db.ExecuteAsync("INFO", "memory").WaitAsync(Timeout) ?? "").Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => line.StartsWith("maxmemory:", StringComparison.Ordinal));
        return new Finding("redis memory", IsWell: true, line switch
        {
            null => "it does not tell its limit",
            "maxmemory:0" => "it has no limit: where the machine's memory is full, the system ends it. With maxmemory, some 60% of what it may use, it refuses writes before, and messages wait",
            _ => $"it refuses writes above {long.Parse(line["maxmemory:".Length..], CultureInfo.InvariantCulture) / 1_000_000} MB",
        });
    }

    private static async Task<Finding> ClockAsync(IConnectionMultiplexer redis, TimeProvider time)
    {
        var before = time.GetUtcNow();
        var theirs = await redis.GetServers().First(server => server.IsConnected).TimeAsync();
        var ours = before + ((time.GetUtcNow() - before) / 2);
        var drift = (ours - new DateTimeOffset(theirs, TimeSpan.Zero)).Duration();
        return drift <= MaxDrift
            ? new Finding("clock", IsWell: true, $"within {MaxDrift.TotalSeconds:0} s of Redis' own")
            : new Finding("clock", IsWell: false, $"this machine and that of Redis are {drift.TotalSeconds:0.0} s apart: let NTP set both");
    }
}
