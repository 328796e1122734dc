using MassTransit;

namespace PhStudio.Messaging.Gateway.Bookings.Callbacks;

/// <summary>Posts callbacks and notes each attempt.</summary>
internal sealed partial class CallbackDelivery(OutcomeSender sender, ICallbackLog log, TimeProvider time, ILogger<CallbackDelivery> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>True where the platform has an address for callbacks.</summary>
    public bool IsOn => sender.IsOn;

    /// <summary>Posts it. Throws <see cref="CallbackRefusedException"/> where the platform will never take it, and other exceptions for other failures.</summary>
    public async Task DeliverAsync(Callback callback, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var attempt = new CallbackAttempt(at, CallbackState.Failing, Status: null, TimeSpan.Zero, Error: null);
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
        catch (HttpRequestException failed)
        {
            attempt = attempt with { Status = (int?)failed.StatusCode, Error = failed.Message };
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
        }
    }

    /// <summary>Notes that it waits for an earlier one.</summary>
    public Task WaitsAsync(Callback callback) => NoteAsync(callback, () => log.WaitsAsync(callback, time.GetUtcNow()));

    private async Task NoteAsync(Callback callback, Func<Task> note)
    {
        try
        {
            await note().WaitAsync(Timeout);
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
