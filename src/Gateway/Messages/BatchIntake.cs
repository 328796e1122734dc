using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
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
        var batch = new BatchEntries(intake, uploads, logger);
        await using var entries = BatchReader.ReadAsync(context.Request.BodyReader, cancellationToken).GetAsyncEnumerator(cancellationToken);
        // The first entry is read before the answer begins, so that a body of another shape is still a 400.
        var more = await entries.MoveNextAsync();

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        await using var answer = new Utf8JsonWriter(context.Response.BodyWriter.AsStream(leaveOpen: true));
        answer.WriteStartObject();
        answer.WriteStartArray("results");
        string? broken = null;
        try
        {
            broken = more ? await WriteResultsAsync(answer, entries, batch, json.Value.SerializerOptions, cancellationToken) : null;
        }
        finally
        {
            // Also of a caller who hangs up: the entries that are under way then may be accepted too.
            AuditNote.Set(context, after: string.Create(CultureInfo.InvariantCulture, $"{batch.Accepted} accepted"));
        }

        answer.WriteEndArray();
        if (broken is not null)
        {
            answer.WriteString("error", broken);
        }
        answer.WriteEndObject();
        await answer.FlushAsync(cancellationToken);
    }

    /// <summary>Accepts the current entry and all behind it, and writes their results. Returns what ended the body too early; null where nothing did.</summary>
    private static async Task<string?> WriteResultsAsync(Utf8JsonWriter answer, IAsyncEnumerator<byte[]?> entries, BatchEntries batch, JsonSerializerOptions options, CancellationToken cancellationToken)
    {
        var pending = new Queue<Task<BatchResult>>(Window);
        var index = 0;
        string? broken = null;
        for (var more = true; more;)
        {
            if (pending.Count == Window)
            {
                await WriteAsync(answer, pending, options, cancellationToken);
            }

            pending.Enqueue(batch.AcceptAsync(index++, entries.Current, cancellationToken));
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

        return broken;
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
