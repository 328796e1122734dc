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

    /// <summary>An entry may be this long; a longer one is refused rather than kept in memory.</summary>
    private const int MaxEntry = 1 << 20;

    /// <summary>Each entry of the list as its own JSON text.</summary>
    public static async IAsyncEnumerable<byte[]> ReadAsync(PipeReader body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var state = new Progress();
        var first = true;
        while (true)
        {
            var read = first ? await body.ReadAtLeastAsync(ByteOrderMark.Length, cancellationToken) : await body.ReadAsync(cancellationToken);
            var buffer = first && StartsWithMark(read.Buffer) ? read.Buffer.Slice(ByteOrderMark.Length) : read.Buffer;
            first = false;
            var entries = new List<byte[]>();
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

    private static WireException? TryAdvance(Progress state, ReadOnlySequence<byte> buffer, bool last, List<byte[]> entries, out SequencePosition consumed)
    {
        try
        {
            consumed = state.Advance(buffer, last, entries);
            return buffer.Slice(consumed).Length > MaxEntry ? new WireException("An entry of messages is longer than 1 MiB.") : null;
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

    private sealed class Progress
    {
        // However deep an entry is: its own reader names it, and the others are read.
        private JsonReaderState _json = new(new JsonReaderOptions { AllowTrailingCommas = false, MaxDepth = int.MaxValue });
        private bool _named;
        private bool _inside;

        public bool Ended { get; private set; }

        /// <summary>Takes every whole entry out of the buffer, and tells how far it was read.</summary>
        public SequencePosition Advance(ReadOnlySequence<byte> buffer, bool last, List<byte[]> entries)
        {
            var reader = new Utf8JsonReader(buffer, last, _json);
            var consumed = buffer.Start;
            while (true)
            {
                if (!reader.Read())
                {
                    break;
                }
                if (_inside && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth == 2)
                {
                    var start = reader.TokenStartIndex;
                    if (!reader.TrySkip())
                    {
                        break;
                    }
                    entries.Add(buffer.Slice(start, reader.BytesConsumed - start).ToArray());
                }
                else if (_inside && reader.CurrentDepth == 2)
                {
                    entries.Add(buffer.Slice(reader.TokenStartIndex, reader.BytesConsumed - reader.TokenStartIndex).ToArray());
                }
                else
                {
                    Outside(ref reader);
                }

                _json = reader.CurrentState;
                consumed = buffer.GetPosition(reader.BytesConsumed);
            }

            return consumed;
        }

        private void Outside(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject when reader.CurrentDepth == 0:
                    break;
                case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                    DemandMessages(ref reader);
                    _named = true;
                    break;
                case JsonTokenType.StartArray when reader.CurrentDepth == 1 && _named && !_inside:
                    _inside = true;
                    break;
                case JsonTokenType.EndArray when _inside:
                    _inside = false;
                    Ended = true;
                    break;
                case JsonTokenType.EndObject when reader.CurrentDepth == 0 && Ended:
                    break;
                default:
                    throw new WireException("""The body must be an object of the form {"messages":[...]}.""");
            }
        }

        private void DemandMessages(ref Utf8JsonReader reader)
        {
            if (WireReader.NameOf(ref reader) is not { } name)
            {
                throw new WireException("The body must be an object of the form {\"messages\":[...]}: a name must not hold half a surrogate pair.");
            }

            if (!name.Equals("messages", StringComparison.OrdinalIgnoreCase))
            {
                throw new WireException($$"""The body must be an object of the form {"messages":[...]}: {{WireReader.Shown(name)}} is not known here.""");
            }

            if (_named)
            {
                throw new WireException("""The body must be an object of the form {"messages":[...]}: messages is given twice.""");
            }
        }
    }
}
