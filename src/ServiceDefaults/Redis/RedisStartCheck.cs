using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PhStudio.Messaging.RedisIntegration.Health;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>Names at the start every setting of Redis by which it may lose what it confirmed: once, when Redis answers.</summary>
public sealed partial class RedisStartCheck(IConnectionMultiplexer redis, TimeProvider time, ILogger<RedisStartCheck> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                foreach (var risk in await RedisDurability.RisksAsync(redis.GetDatabase()))
                {
                    Log.Risk(logger, risk.Text);
                }

                return;
            }
            catch (Exception exception) when (RedisAvailability.IsFailure(exception))
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Redis may lose what it confirmed: {Risk}.")]
        public static partial void Risk(ILogger logger, string risk);
    }
}
