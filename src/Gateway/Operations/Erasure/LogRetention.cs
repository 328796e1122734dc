using MassTransit;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;

namespace PhStudio.Messaging.Gateway.Operations.Erasure;

/// <summary>Removes from the audit and from the log of callbacks what is over its time, once an hour: new entries alone would leave it there where none come.</summary>
internal sealed class LogRetention(IAuditTrail trail, ICallbackLog callbacks, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await trail.ForgetAsync().WaitAsync(Timeout, stoppingToken);
                await callbacks.ForgetAsync(time.GetUtcNow()).WaitAsync(Timeout, stoppingToken);
            }
            catch (Exception e) when (RedisAvailability.IsFailure(e) || e is TimeoutException)
            {
                // The next hour has it.
            }
        }
    }
}
