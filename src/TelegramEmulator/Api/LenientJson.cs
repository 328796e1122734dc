using System.Text;

namespace PhStudio.Messaging.TelegramEmulator.Api;

/// <summary>
/// JSON as Telegram's library reads it, more leniently than the standard: a text may hold line breaks and escapes that mean nothing, a number is any run of its characters,
/// and of two fields with one name the first counts. What is left is rewritten as strict JSON.
/// </summary>
internal ref struct LenientJson(ReadOnlySpan<char> text)
{
    private const int Deepest = 100;
    private const string NumberSigns = "-+.eE0123456789";
    private const string Spaces = " \t\r\n\0\v";

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    private readonly char Current => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>The value as strict JSON; null when it is none.</summary>
    public static string? Strict(string text)
    {
        var reader = new LenientJson(text);
        var strict = new StringBuilder(text.Length);
        return reader.TryValue(strict, Deepest) && reader.IsAtEnd() ? strict.ToString() : null;
    }

    /// <summary>The fields of an object up to the first place that is no JSON: texts as they are, anything else as it was written.</summary>
    public static List<KeyValuePair<string, string>> Fields(string text)
    {
        List<KeyValuePair<string, string>> fields = [];
        var reader = new LenientJson(text);
        if (!reader.TrySkip('{'))
        {
            return fields;
        }

        while (!reader.TrySkip('}') && reader.TryText(out var name) && reader.TrySkip(':'))
        {
            reader.SkipSpaces();
            var from = reader._at;
            if (reader.Current == '"')
            {
                if (!reader.TryText(out var value))
                {
                    break;
                }

                fields.Add(new(name, value));
            }
            else if (reader.TryValue(null, Deepest))
            {
                fields.Add(new(name, text[from..reader._at]));
            }
            else
            {
                break;
            }

            reader.SkipSpaces();
            if (reader.Current != '}' && !reader.TrySkip(','))
            {
                break;
            }
        }

        return fields;
    }

    private bool IsAtEnd()
    {
        SkipSpaces();
        return _at == _text.Length;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && Spaces.Contains(_text[_at]))
        {
            _at++;
        }
    }

    private bool TrySkip(char sign)
    {
        SkipSpaces();
        if (_at >= _text.Length || _text[_at] != sign)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool TryValue(StringBuilder? strict, int depth)
    {
        SkipSpaces();
        switch (Current)
        {
            case '{':
                return depth > 0 && TryObject(strict, depth - 1);
            case '[':
                return depth > 0 && TryArray(strict, depth - 1);
            case '"':
                var isText = TryText(out var value);
                strict?.Append(JsonTexts.Quoted(value));
                return isText;
            case 't':
                return TryWord("true", strict);
            case 'f':
                return TryWord("false", strict);
            case 'n':
                return TryWord("null", strict);
            default:
                return TryNumber(strict);
        }
    }

    private bool TryText(out string value)
    {
        SkipSpaces();
        return JsonTexts.TryRead(_text, ref _at, out value);
    }

    private bool TryWord(string word, StringBuilder? strict)
    {
        if (!_text[_at..].StartsWith(word, StringComparison.Ordinal))
        {
            return false;
        }

        _at += word.Length;
        strict?.Append(word);
        return true;
    }

    /// <summary>What is no number to the standard becomes a text: numbers may come as such.</summary>
    private bool TryNumber(StringBuilder? strict)
    {
        var from = _at;
        while (_at < _text.Length && NumberSigns.Contains(_text[_at]))
        {
            _at++;
        }

        var number = _text[from.._at];
        if (number.Length == 0 || number[0] is 'e' or 'E')
        {
            return false;
        }

        strict?.Append(JsonTexts.IsNumber(number) ? number.ToString() : JsonTexts.Quoted(number.ToString()));
        return true;
    }

    private bool TryArray(StringBuilder? strict, int depth)
    {
        _at++;
        strict?.Append('[');
        if (!TrySkip(']'))
        {
            for (var isFirst = true; isFirst || TrySkip(','); isFirst = false)
            {
                strict?.Append(isFirst ? "" : ",");
                if (!TryValue(strict, depth))
                {
                    return false;
                }
            }

            if (!TrySkip(']'))
            {
                return false;
            }
        }

        strict?.Append(']');
        return true;
    }

    private bool TryObject(StringBuilder? strict, int depth)
    {
        _at++;
        strict?.Append('{');
        HashSet<string> names = new(StringComparer.Ordinal);
        if (!TrySkip('}'))
        {
            do
            {
                if (!TryText(out var name) || !TrySkip(':'))
                {
                    return false;
                }

                var isFirst = names.Add(name);
                if (isFirst)
                {
                    strict?.Append(names.Count > 1 ? "," : "").Append(JsonTexts.Quoted(name)).Append(':');
                }

                if (!TryValue(isFirst ? strict : null, depth))
                {
                    return false;
                }
            }
            while (TrySkip(','));
            if (!TrySkip('}'))
            {
                return false;
            }
        }

        strict?.Append('}');
        return true;
    }
}
