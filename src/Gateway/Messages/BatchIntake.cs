using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// <c>POST /send/batch</c>: any number of messages in bounded memory. Entries are read from the body one by one, published up to
/// <see cref="Window"/> at a time, and answered in their order while the rest is still being read. A bad entry is named by its index
/// and does not stop the batch.
/// </summary>
internal static class BatchIntake
{
    private const int Window = 128;

    public static readonly IRequestSizeLimitMetadata SizeLimit = new Limit();

    public static async Task SendAsync(HttpContext context, MessageIntake intake, UploadedPhotos uploads, IOptions<JsonOptions> json, ILogger<MessageIntake> logger, CancellationToken cancellationToken)
    {
        if (PictureForm.IsIn(context.Request))
        {
            throw new UnsupportedContentException("A batch takes no files: send each message with files by POST /send, which takes multipart/form-data, and the batch with Content-Type: application/json.");
        }

        RequestBody.DemandJson(context.Request);
        var options = json.Value.SerializerOptions;
        await using var entries = BatchReader.ReadAsync(context.Request.BodyReader, cancellationToken).GetAsyncEnumerator(cancellationToken);
        // The first entry is read before the answer begins, so that a body of another shape is still a 400.
        var more = await entries.MoveNextAsync();

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        await using var answer = new Utf8JsonWriter(context.Response.BodyWriter.AsStream(leaveOpen: true));
        answer.WriteStartObject();
        answer.WriteStartArray("results");

        var pending = new Queue<Task<BatchResult>>(Window);
        var index = 0;
        string? broken = null;
        while (more)
        {
            if (pending.Count == Window)
            {
                await WriteAsync(answer, pending, options, cancellationToken);
            }
            pending.Enqueue(AcceptAsync(index++, entries.Current));
            try
            {
                more = await entries.MoveNextAsync();
            }
            catch (Exception e) when (e is WireException or BadHttpRequestException)
            {
                // As the problem it would be, the caller would not learn what was accepted, and would send all again.
                broken = $"The body ends wrongly after message {index - 1}: {e.Message} What came before it is accepted as listed.";
                more = false;
            }
        }

        while (pending.Count > 0)
        {
            await WriteAsync(answer, pending, options, cancellationToken);
        }
        answer.WriteEndArray();
        if (broken is not null)
        {
            answer.WriteString("error", broken);
        }
        answer.WriteEndObject();
        await answer.FlushAsync(cancellationToken);

        async Task<BatchResult> AcceptAsync(int at, byte[] entry)
        {
            Guid? id = null;
            try
            {
                var message = WireReader.Read<OutgoingMessage>(entry);
                id = message.MessageId;
                // A batch gives way to everything else unless it says otherwise.
                if (message.ToOrder(Priority.Low, intake.Now, out var errors) is not { } order)
                {
                    return new BatchResult(at, Success: false, id, Errors: errors);
                }

                if (await intake.DifferencesAsync(message, order) is { Count: > 0 } differing)
                {
                    return new BatchResult(at, Success: false, id, Error: $"message_id was accepted before with other content: {string.Join(", ", differing)}");
                }

                if (await uploads.ErrorsAsync(order.Photos, message.PhotosField, order.SendAt) is { } missing)
                {
                    return new BatchResult(at, Success: false, id, Errors: missing);
                }

                id = order.MessageId;
                await intake.AcceptAsync(order, cancellationToken);
                return new BatchResult(at, Success: true, id);
            }
            catch (WireException e)
            {
                return new BatchResult(at, Success: false, id, Error: e.Message, Errors: e.Errors.Count > 0 ? e.Errors : null);
            }
            catch (BrokerUnavailableException)
            {
                return new BatchResult(at, Success: false, id, Error: "not accepted: the broker did not confirm it in time; send it again with the same message_id");
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A failure of one entry leaves the others their results: a caller without them would send all again.
                logger.EntryFailed(at, e);
                return new BatchResult(at, Success: false, id, Error: "not accepted for a fault of the Gateway, which its log shows; send it again with the same message_id");
            }
        }
    }

    private static async Task WriteAsync(Utf8JsonWriter answer, Queue<Task<BatchResult>> pending, JsonSerializerOptions options, CancellationToken cancellationToken)
    {
        JsonSerializer.Serialize(answer, await pending.Dequeue(), options);
        if (answer.BytesPending > 16_384)
        {
            await answer.FlushAsync(cancellationToken);
        }
    }

    internal sealed record BatchResult(int Index, bool Success, Guid? MessageId = null, string? Error = null, IReadOnlyDictionary<string, string[]>? Errors = null);

    /// <summary>The answer, which is streamed.</summary>
    /// <param name="Results">One for each message, in their order.</param>
    /// <param name="Error">What ended the body too early; null where nothing did.</param>
    internal sealed record BatchResults(IReadOnlyList<BatchResult> Results, string? Error = null);

    private sealed class Limit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => 100 << 20;
    }
}

internal static partial class BatchLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Index} of a batch was not accepted")]
    public static partial void EntryFailed(this ILogger logger, int index, Exception exception);
}
