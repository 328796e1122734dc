using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.ServiceDefaults.Health;

namespace PhStudio.Messaging.Gateway.Operations.Erasure;

/// <summary>Removes from the audit and from the log of callbacks what is over its time, once an hour: new entries alone would leave it there where none come.</summary>
internal sealed partial class LogRetention(IAuditTrail trail, ICallbackLog callbacks, TimeProvider time, ILogger<LogRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = new LoopFailures(error => Log.Later(logger, error));
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Where one fails the next hour has it.
            await failures.TryAsync(() => trail.ForgetAsync().WaitAsync(Timeout, stoppingToken), stoppingToken);
            await failures.TryAsync(() => callbacks.ForgetAsync(time.GetUtcNow()).WaitAsync(Timeout, stoppingToken), stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "What is over its time in the audit and in the log of callbacks could not be removed ({Error}); the next hour has it")]
        public static partial void Later(ILogger logger, string error);
    }
}
