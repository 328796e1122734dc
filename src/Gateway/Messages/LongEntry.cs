using System.Buffers;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Finds the end of an entry that is too long to be kept. What is in it is not checked, since it is refused.</summary>
internal sealed class LongEntry
{
    private int _depth;
    private bool _isBegun;
    private bool _isText;
    private bool _isEscaped;

    /// <summary>Where it ends; null where the buffer holds nothing else.</summary>
    public SequencePosition? EndIn(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        while (reader.TryPeek(out var letter))
        {
            // A number or a word ends before what follows it.
            if (_isBegun && _depth == 0 && !_isText && letter is (byte)',' or (byte)']' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                return reader.Position;
            }

            reader.Advance(1);
            if (IsEnd(letter))
            {
                return reader.Position;
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

        _isText = letter == '"';
        _depth += letter is (byte)'{' or (byte)'[' ? 1 : letter is (byte)'}' or (byte)']' ? -1 : 0;
        return _depth == 0 && letter is (byte)'}' or (byte)']';
    }
}
