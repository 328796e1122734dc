using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Problems;
using PhStudio.Messaging.Gateway.Publishing;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// <c>POST /send/batch</c>: any number of messages in bounded memory. Entries are read from the body one by one, published up to
/// <see cref="Window"/> at a time, and answered in their order while the rest is still being read. A bad entry is named by its index
/// and stops nothing.
/// </summary>
internal static class BatchIntake
{
    private const int Window = 128;

    public static readonly IRequestSizeLimitMetadata SizeLimit = new Limit();

    public static async Task Send(HttpContext context, ConfirmedPublisher publisher, IMessageBoard board, TimeProvider time, IOptions<JsonOptions> json, CancellationToken cancellation)
    {
        var options = json.Value.SerializerOptions;
        await using var entries = BatchReader.ReadAsync(context.Request.BodyReader, cancellation).GetAsyncEnumerator(cancellation);
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
                await WriteAsync(answer, pending, options, cancellation);
            pending.Enqueue(AcceptAsync(index++, entries.Current));
            try
            {
                more = await entries.MoveNextAsync();
            }
            catch (JsonException e)
            {
                broken = $"The body ends wrongly after message {index - 1}: {JsonRefusal.Of(e).Rule} What came before it is accepted as listed.";
                more = false;
            }
        }

        while (pending.Count > 0)
            await WriteAsync(answer, pending, options, cancellation);
        answer.WriteEndArray();
        if (broken is not null)
            answer.WriteString("error", broken);
        answer.WriteEndObject();
        await answer.FlushAsync(cancellation);

        async Task<BatchResult> AcceptAsync(int at, byte[] entry)
        {
            try
            {
                if (JsonSerializer.Deserialize<OutgoingMessage>(entry, options) is not { } message)
                    return new BatchResult(at, Success: false, Error: "must be an object");
                // A batch gives way to everything else unless it says otherwise.
                if (message.ToOrder(Priority.Low, time.GetUtcNow(), out var errors) is not { } order)
                    return new BatchResult(at, Success: false, message.MessageId, Errors: errors);
                await publisher.AcceptAsync(order, cancellation);
                await board.QueuedAsync(order);
                return new BatchResult(at, Success: true, order.MessageId);
            }
            catch (JsonException e)
            {
                var (field, rule) = JsonRefusal.Of(e);
                return new BatchResult(at, Success: false, Error: field is null ? rule : $"{field} {rule}");
            }
            catch (NotAcceptedException)
            {
                return new BatchResult(at, Success: false, Error: "not accepted: the broker did not confirm it in time; send it again with the same message_id");
            }
        }
    }

    private static async Task WriteAsync(Utf8JsonWriter answer, Queue<Task<BatchResult>> pending, JsonSerializerOptions options, CancellationToken cancellation)
    {
        JsonSerializer.Serialize(answer, await pending.Dequeue(), options);
        if (answer.BytesPending > 16_384)
            await answer.FlushAsync(cancellation);
    }

    private sealed record BatchResult(int Index, bool Success, Guid? MessageId = null, string? Error = null, IReadOnlyDictionary<string, string[]>? Errors = null);

    private sealed class Limit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => 100 << 20;
    }
}
