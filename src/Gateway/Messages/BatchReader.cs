using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// Reads <c>{"messages":[…]}</c> entry by entry without holding the body: the framework's own streaming reads only an array at the root.
/// Throws <see cref="WireException"/> where the body has another shape.
/// </summary>
internal static class BatchReader
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Each entry of the list as its own JSON text; null for one that is longer than <see cref="BatchProgress.MaxEntry"/>.</summary>
    public static async IAsyncEnumerable<byte[]?> ReadAsync(PipeReader body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = new BatchProgress();
        var first = true;
        while (true)
        {
            var read = first ? await body.ReadAtLeastAsync(ByteOrderMark.Length, cancellationToken) : await body.ReadAsync(cancellationToken);
            var buffer = first && StartsWithMark(read.Buffer) ? read.Buffer.Slice(ByteOrderMark.Length) : read.Buffer;
            first = false;
            var entries = new List<byte[]?>();
            var broken = TryAdvance(state, buffer, read.IsCompleted, entries, out var consumed);
            body.AdvanceTo(consumed, buffer.End);
            // What came whole before the break is still the sender's order.
            foreach (var entry in entries)
            {
                yield return entry;
            }
            if (broken is not null)
            {
                throw broken;
            }
            if (read.IsCompleted)
            {
                if (!state.Ended)
                {
                    throw new WireException("""The body must be an object of the form {"messages":[...]}.""");
                }
                yield break;
            }
        }
    }

    private static bool StartsWithMark(ReadOnlySequence<byte> buffer) =>
        buffer.Length >= ByteOrderMark.Length && buffer.Slice(0, ByteOrderMark.Length).ToArray().AsSpan().SequenceEqual(ByteOrderMark);

    private static WireException? TryAdvance(BatchProgress state, ReadOnlySequence<byte> buffer, bool last, List<byte[]?> entries, out SequencePosition consumed)
    {
        try
        {
            consumed = state.Advance(buffer, last, entries);
            return null;
        }
        catch (JsonException e)
        {
            consumed = buffer.End;
            return new WireException($"The body must be one JSON object (line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0}).");
        }
        catch (WireException e)
        {
            consumed = buffer.End;
            return e;
        }
    }
}
