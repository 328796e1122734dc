using System.Buffers;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Finds the end of an entry that is too long to be kept. Only so much of it is checked as shows that texts and brackets are not turned round.</summary>
internal sealed class LongEntry
{
    private static readonly SearchValues<byte> OutsideTexts = SearchValues.Create("{}[]\":,0123456789+-.eEtrufalsn \t\r\n"u8);

    private int _depth;
    private bool _isBegun;
    private bool _isText;
    private bool _isEscaped;

    /// <summary>True once something stood outside of texts that JSON does not have there: a quotation mark too many came before it, and the end may be that of a later entry.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Where it ends; null where the buffer holds nothing else.</summary>
    public SequencePosition? EndIn(ReadOnlySequence<byte> buffer)
    {
        var before = 0L;
        foreach (var piece in buffer)
        {
            if (EndIn(piece.Span) is { } end)
            {
                return buffer.GetPosition(before + end);
            }

            before += piece.Length;
        }

        return null;
    }

    /// <summary>How much of these bytes it is; null where they hold nothing else.</summary>
    public int? EndIn(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            // A number or a word ends before what follows it.
            if (_isBegun && _depth == 0 && !_isText && bytes[i] is (byte)',' or (byte)']' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                return i;
            }

            if (IsEnd(bytes[i]))
            {
                return i + 1;
            }
        }

        return null;
    }

    private bool IsEnd(byte letter)
    {
        _isBegun = true;
        if (_isText)
        {
            (_isText, _isEscaped) = (_isEscaped || letter != '"', !_isEscaped && letter == '\\');
            return !_isText && _depth == 0;
        }

        IsBroken |= !OutsideTexts.Contains(letter);
        _isText = letter == '"';
        _depth += letter is (byte)'{' or (byte)'[' ? 1 : letter is (byte)'}' or (byte)']' ? -1 : 0;
        return _depth == 0 && letter is (byte)'}' or (byte)']';
    }
}
