using MassTransit;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Health;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Erasure;

/// <summary>
/// Deletes bookings past their retention, a few at a time: first the saga, then its rows in the lists. A process that dies in between leaves a row by which the next round finds the rest.
/// </summary>
public sealed partial class BookingRetention(IBookingIndexSource index, IBookingLists lists, IServiceScopeFactory scopes, IBus bus, RetentionOptions options, TimeProvider time, ILogger<BookingRetention> logger) : BackgroundService
{
    private const int AtOnce = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    /// <summary>One round. Returns how many bookings it found past their retention.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - options.Bookings;
        var over = (await index.CurrentAsync(cancellationToken)).Where(row => EndOf(row) < oldest).Take(AtOnce).ToList();
        await using var scope = scopes.CreateAsyncScope();
        var bookings = scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>();
        foreach (var row in over)
        {
            if (await bookings.Load(row.Booking) is null)
            {
                await lists.RemoveAsync(row.Booking);
            }
            else
            {
                await bus.PublishConfirmedAsync(new ForgetBooking { CorrelationId = row.Booking, Revision = row.Revision }, time, cancellationToken);
            }
        }

        return over.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = new LoopFailures(error => Log.Later(logger, error));
        while (!stoppingToken.IsCancellationRequested)
        {
            var over = 0;
            await Task.Delay(Between, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await failures.TryAsync(async () => over = await RunOnceAsync(stoppingToken), stoppingToken);
            var pause = Pause;
            if (over > 0)
            {
                Log.Forgetting(logger, over);
                pause = Between;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static DateTimeOffset EndOf(BookingRow row)
    {
        var session = new DateTimeOffset(row.Summary.Date.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero);
        var touched = row.Summary.DecidedAt > row.Summary.CreatedAt ? row.Summary.DecidedAt.Value : row.Summary.CreatedAt;
        return session > touched ? session : touched;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Count} bookings are past RETENTION_BOOKINGS_DAYS and are deleted")]
        public static partial void Forgetting(ILogger logger, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Old bookings could not be deleted now ({Error}); it is retried in an hour")]
        public static partial void Later(ILogger logger, string error);
    }
}
