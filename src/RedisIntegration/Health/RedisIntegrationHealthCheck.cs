using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Health;

/// <summary>
/// Unhealthy: Redis takes no write, or it will lose what it is given (it evicts, or keeps nothing on disk). Degraded: a crash may lose the last of it.
/// Asked for a write and not for a ping: a replica, a full Redis and one without its replicas answer a ping too.
/// </summary>
internal sealed class RedisIntegrationHealthCheck(IServiceProvider provider, RedisConnectionFactory connectionFactory) : IHealthCheck
{
    private static readonly RedisKey Key = "redis-integration:health";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var database = connectionFactory(provider).GetDatabase();
            await database.StringSetAsync(Key, 1, Life, flags: CommandFlags.DemandMaster).WaitAsync(Timeout, cancellationToken).ConfigureAwait(false);
            var risks = await RedisDurability.RisksAsync(database).WaitAsync(Timeout, cancellationToken).ConfigureAwait(false);
            var worst = risks.Select(risk => risk.Status).Append(HealthStatus.Healthy).Min();
            return new HealthCheckResult(worst, risks.Count == 0 ? "Redis takes writes and keeps them" : $"Redis takes writes, but {string.Join(", ", risks.Select(risk => risk.Text))}");
        }
        catch (RedisServerException exception)
        {
            // Its first word is a code of Redis: READONLY, NOREPLICAS, OOM, MISCONF.
            return new HealthCheckResult(context.Registration.FailureStatus, $"Redis takes no writes: {exception.Message.Split(' ', 2)[0]}", exception);
        }
        catch (Exception exception) when (RedisAvailability.IsFailure(exception) || exception is ConfigurationException)
        {
            var what = exception is RedisCommandException && RedisAvailability.IsUnavailable(exception) ? "takes no writes: its master is not reachable" : $"does not answer within {Timeout.TotalSeconds:0} s";
            return new HealthCheckResult(context.Registration.FailureStatus, $"Redis {what}", exception);
        }
    }
}
