using System.Collections.Concurrent;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Accepts the entries of a batch, each by itself: a failure of one leaves the others their results, or a caller without them would send all again.</summary>
internal sealed partial class BatchEntries(MessageIntake intake, UploadedPhotos uploads, ILogger<MessageIntake> logger)
{
    private readonly ConcurrentDictionary<Guid, Task> _underWay = new();
    private int _accepted;
    private bool _isWithoutRedis;

    /// <summary>How many were accepted so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Accepts one entry.</summary>
    /// <param name="index">Its place in the batch.</param>
    /// <param name="entry">Its JSON; null where that is too long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BatchIntake.BatchResult> AcceptAsync(int index, byte[]? entry, CancellationToken cancellationToken)
    {
        if (entry is null)
        {
            return new BatchIntake.BatchResult(index, Success: false, Error: "The message must be at most 1 MiB long.");
        }

        Guid? id = null;
        try
        {
            var message = WireReader.Read<OutgoingMessage>(entry);
            id = message.MessageId;
            return id is { } given ? await InTurnAsync(given, () => AcceptAsync(index, message, cancellationToken)) : await AcceptAsync(index, message, cancellationToken);
        }
        catch (WireException e)
        {
            return new BatchIntake.BatchResult(index, Success: false, id, Error: e.Message, Errors: e.Errors.Count > 0 ? e.Errors : null);
        }
        catch (BrokerUnavailableException)
        {
            return new BatchIntake.BatchResult(index, Success: false, id, Error: "not accepted: the broker did not confirm it in time; send it again with the same message_id");
        }
        catch (Exception e) when (RedisAvailability.IsFailure(e))
        {
            if (Interlocked.Exchange(ref _isWithoutRedis, true) is false)
            {
                Log.WithoutRedis(logger, index, e.GetType().Name);
            }

            return new BatchIntake.BatchResult(index, Success: false, id, Error: "not accepted: Redis is unavailable; send it again with the same message_id");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.EntryFailed(logger, index, e);
            return new BatchIntake.BatchResult(index, Success: false, id, Error: "not accepted for a fault of the Gateway, which its log shows; send it again with the same message_id");
        }
    }

    // Entries of one id wait for one another: the later one is held against what was accepted of the earlier one.
    private async Task<BatchIntake.BatchResult> InTurnAsync(Guid id, Func<Task<BatchIntake.BatchResult>> acceptAsync)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Task.CompletedTask;
        _ = _underWay.AddOrUpdate(id, done.Task, (_, earlier) =>
        {
            before = earlier;
            return done.Task;
        });
        try
        {
            await before;
            return await acceptAsync();
        }
        finally
        {
            _underWay.TryRemove(KeyValuePair.Create(id, done.Task));
            done.SetResult();
        }
    }

    private async Task<BatchIntake.BatchResult> AcceptAsync(int index, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var id = message.MessageId;
        // A batch gives way to everything else unless it says otherwise.
        if (message.ToOrder(Priority.Low, intake.Now, out var errors) is not { } order)
        {
            return new BatchIntake.BatchResult(index, Success: false, id, Errors: errors);
        }

        if (await intake.DifferencesAsync(message, order) is { Count: > 0 } differing)
        {
            return new BatchIntake.BatchResult(index, Success: false, id, Error: $"message_id was accepted before with other content: {string.Join(", ", differing)}");
        }

        if (await uploads.ErrorsAsync(order.Photos, message.PhotosField, order.SendAt) is { } missing)
        {
            return new BatchIntake.BatchResult(index, Success: false, id, Errors: missing);
        }

        await intake.AcceptAsync(order, cancellationToken);
        Interlocked.Increment(ref _accepted);
        return new BatchIntake.BatchResult(index, Success: true, order.MessageId);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Index} of a batch, and those after it that need Redis as well, were not accepted: Redis is unavailable ({Error})")]
        public static partial void WithoutRedis(ILogger logger, int index, string error);

        [LoggerMessage(Level = LogLevel.Error, Message = "Message {Index} of a batch was not accepted")]
        public static partial void EntryFailed(ILogger logger, int index, Exception exception);
    }
}
