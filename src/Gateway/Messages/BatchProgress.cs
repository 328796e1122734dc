using System.Buffers;
using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>How far a batch was read.</summary>
internal sealed class BatchProgress
{
    /// <summary>An entry may be this long; a longer one is refused rather than kept in memory.</summary>
    public const int MaxEntry = 1 << 20;

    // However deep an entry is: its own reader names it, and the others are read.
    private JsonReaderState _json = new(new JsonReaderOptions { AllowTrailingCommas = false, MaxDepth = int.MaxValue });
    private bool _named;
    private bool _inside;
    private LongEntry? _passedOver;

    public bool Ended { get; private set; }

    /// <summary>Takes every whole entry out of the buffer, null for one that is too long, and tells how far it was read.</summary>
    public SequencePosition Advance(ReadOnlySequence<byte> buffer, bool last, List<byte[]?> entries)
    {
        while (true)
        {
            if (_passedOver is { } entry)
            {
                var found = entry.EndIn(buffer);
                if (entry.IsBroken)
                {
                    throw NoCertainEnd();
                }
                if (found is not { } end)
                {
                    return buffer.End;
                }
                buffer = buffer.Slice(end);
                _passedOver = null;
            }

            buffer = buffer.Slice(Read(buffer, last, entries, out var fault));
            if (fault is not null && TakeBroken(buffer, entries) is { } behind)
            {
                buffer = buffer.Slice(behind);
                continue;
            }

            // The end of an entry that is no JSON may still come; that of a list that is broken will not.
            if (fault is not null && (last || !_inside))
            {
                throw fault;
            }

            if (buffer.Length <= MaxEntry)
            {
                return buffer.Start;
            }
            buffer = buffer.Slice(PassOver(buffer));
            entries.Add(null);
        }
    }

    /// <summary>Begins to pass over the entry that the buffer does not hold whole, and tells where it begins.</summary>
    private SequencePosition PassOver(ReadOnlySequence<byte> buffer)
    {
        if (!_inside || BeginningIn(buffer) is not { } start)
        {
            throw new WireException("""The body must be an object of the form {"messages":[...]}, with less than 1 MiB around the messages.""");
        }

        _json = BehindStandIn(buffer.Slice(0, start));
        _passedOver = new LongEntry();
        return start;
    }

    /// <summary>
    /// Takes an entry that is no JSON, which its own reader names, and tells where it ends; null where the buffer does not hold it whole.
    /// Throws where the list itself is broken, and where no end is certain: what comes after it could get the index of another entry, or none.
    /// </summary>
    private SequencePosition? TakeBroken(ReadOnlySequence<byte> buffer, List<byte[]?> entries)
    {
        if (!_inside || BeginningIn(buffer) is not { } start || buffer.Slice(start).FirstSpan[0] is (byte)']' or (byte)'}')
        {
            return null;
        }

        var behind = BehindStandIn(buffer.Slice(0, start));
        var bytes = buffer.Slice(start).ToArray();
        if (BrokenEntry.EndIn(bytes, out var isCertain) is { } length)
        {
            _json = behind;
            entries.Add(Taken(buffer.Slice(start, length)));
            return buffer.GetPosition(length, start);
        }

        if (isCertain)
        {
            return null;
        }

        entries.Add(bytes[..Math.Min(bytes.Length, MaxEntry)]);
        throw NoCertainEnd();
    }

    private static WireException NoCertainEnd() => new("it is no JSON, and where it ends is not certain. Nothing behind it was read.");

    private static SequencePosition? BeginningIn(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        reader.AdvancePastAny(" \t\r\n,"u8);
        return reader.End ? null : reader.Position;
    }

    // For the reader of the list an empty text stands in the entry's place.
    private JsonReaderState BehindStandIn(ReadOnlySequence<byte> before)
    {
        var json = new Utf8JsonReader([.. before.ToArray(), .. "\"\""u8], isFinalBlock: false, _json);
        json.Read();
        return json.CurrentState;
    }

    /// <summary>Reads as far as it goes. A fault is that of what begins there.</summary>
    private SequencePosition Read(ReadOnlySequence<byte> buffer, bool last, List<byte[]?> entries, out JsonException? fault)
    {
        var consumed = buffer.Start;
        try
        {
            Read(buffer, last, entries, ref consumed);
            fault = null;
        }
        catch (JsonException e)
        {
            fault = e;
        }

        return consumed;
    }

    private void Read(ReadOnlySequence<byte> buffer, bool last, List<byte[]?> entries, ref SequencePosition consumed)
    {
        var reader = new Utf8JsonReader(buffer, last, _json);
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
                entries.Add(Taken(buffer.Slice(start, reader.BytesConsumed - start)));
            }
            else if (_inside && reader.CurrentDepth == 2)
            {
                entries.Add(Taken(buffer.Slice(reader.TokenStartIndex, reader.BytesConsumed - reader.TokenStartIndex)));
            }
            else
            {
                Outside(ref reader);
            }

            _json = reader.CurrentState;
            consumed = buffer.GetPosition(reader.BytesConsumed);
        }
    }

    private static byte[]? Taken(ReadOnlySequence<byte> entry) => entry.Length > MaxEntry ? null : entry.ToArray();

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
