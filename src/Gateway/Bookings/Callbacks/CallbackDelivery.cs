using MassTransit;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>Posts callbacks, notes each attempt, and lets later ones of the booking go on once the platform took or refused it.</summary>
internal sealed partial class CallbackDelivery(OutcomeSender sender, ICallbackLog log, IOutcomeOrder order, TimeProvider time, ILogger<CallbackDelivery> logger)
{
    /// <summary>True where the platform has an address for callbacks.</summary>
    public bool IsOn => sender.IsOn;

    /// <summary>Posts it. Throws <see cref="CallbackRefusedException"/> where the platform will never take it, and other exceptions for other failures.</summary>
    /// <param name="callback">What is posted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="failed">Where it stands if this attempt fails.</param>
    public async Task DeliverAsync(Callback callback, CancellationToken cancellationToken, CallbackState failed = CallbackState.Failing)
    {
        var at = time.GetUtcNow();
        var attempt = new CallbackAttempt(at, failed, Status: null, TimeSpan.Zero, Error: null);
        var isMade = true;
        try
        {
            attempt = attempt with { State = CallbackState.Delivered, Status = await sender.PostAsync(callback, cancellationToken) };
        }
        catch (CallbackRefusedException refused)
        {
            attempt = attempt with { State = CallbackState.Refused, Status = StatusCodes.Status410Gone, Error = refused.Message };
            throw;
        }
        catch (HttpRequestException refusal)
        {
            attempt = attempt with { Status = (int?)refusal.StatusCode, Error = refusal.Message };
            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            attempt = attempt with { Error = "The platform did not answer in time." };
            throw;
        }
        catch (OperationCanceledException)
        {
            // This process stops: another one, or the next start, makes the attempt.
            isMade = false;
            throw;
        }
        catch (Exception unexpected)
        {
            attempt = attempt with { Error = $"The callback could not be posted: {unexpected.Message}" };
            throw;
        }
        finally
        {
            if (isMade)
            {
                await NoteAsync(callback, () => log.NoteAsync(callback, attempt with { Duration = time.GetUtcNow() - at }));
            }

            if (attempt.State is CallbackState.Delivered or CallbackState.Refused)
            {
                await DoneAsync(callback);
            }
        }
    }

    /// <summary>True where the platform took it before, from an operator's hand too: it is not posted again.</summary>
    public async Task<bool> IsDeliveredAsync(Callback callback)
    {
        try
        {
            if ((await log.FindAsync(callback.Id).WaitAsync(Deadlines.Note))?.Entry.State != CallbackState.Delivered)
            {
                return false;
            }
        }
        catch (Exception e) when (RedisAvailability.IsFailure(e))
        {
            return false;
        }

        // The attempt that was taken may have ended before this.
        await DoneAsync(callback);
        return true;
    }

    /// <summary>Notes that it waits for an earlier one.</summary>
    public Task WaitsAsync(Callback callback) => NoteAsync(callback, () => log.WaitsAsync(callback, time.GetUtcNow()));

    private Task DoneAsync(Callback callback) => callback is { BookingId: { } booking, Sequence: { } sequence } ? order.DoneAsync(booking, sequence) : Task.CompletedTask;

    private async Task NoteAsync(Callback callback, Func<Task> note)
    {
        try
        {
            await note().WaitAsync(Deadlines.Note);
        }
        catch (Exception e) when (RedisAvailability.IsFailure(e))
        {
            Log.NotNoted(logger, callback.Id, e.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The attempt of callback {Id} could not be noted: {Error}")]
        public static partial void NotNoted(ILogger logger, string id, string error);
    }
}
