using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.RedisIntegration.Connections;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Health;

/// <summary>
/// Unhealthy: Redis does not answer. Degraded: it answers, but as it is set up or doing it may lose what it is given (no append-only file,
/// eviction, failing writes to the file).
/// </summary>
internal sealed class RedisIntegrationHealthCheck(IServiceProvider provider, RedisConnectionFactory connectionFactory) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var connection = connectionFactory(provider);
            var info = await connection.GetDatabase().ExecuteAsync("INFO").WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
            var complaints = Complaints(((string?)info) ?? "").ToList();
            return complaints.Count == 0
                ? HealthCheckResult.Healthy("Redis answers and keeps what it is given")
                : HealthCheckResult.Degraded($"Redis answers, but {string.Join(", ", complaints)}");
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ConfigurationException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"Redis does not answer within {Patience.TotalSeconds:0} s", exception);
        }
    }

    /// <summary>What in the answer to INFO means that data may be lost.</summary>
    internal static IEnumerable<string> Complaints(string info)
    {
        var lines = info.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First()[1], StringComparer.Ordinal);

        if (lines.TryGetValue("aof_enabled", out var aof) && aof == "0")
        {
            yield return "it has no append-only file (appendonly yes)";
        }

        if (lines.TryGetValue("maxmemory_policy", out var policy) && policy != "noeviction")
        {
            yield return $"it evicts keys when memory is short (maxmemory-policy is {policy}, not noeviction)";
        }

        if (lines.TryGetValue("aof_last_write_status", out var status) && status != "ok")
        {
            yield return "the last write to its append-only file failed";
        }
    }
}
