using System.Buffers;
using System.Globalization;
using System.Text;

namespace PhStudio.Messaging.ServiceDefaults.Privacy;

/// <summary>Finds phone numbers in a text by their digits, whatever signs stand between them and whatever numbers stand beside them.</summary>
internal sealed class PhoneNumbers
{
    private const int MinDigits = 5;
    private const int MinPartDigits = 7;
    private const int MaxGap = 4;
    private const int MaxCountryCode = 3;

    private readonly List<(string Digits, string Before)> _numbers;

    /// <summary>Takes the numbers as they were written; of one that is written with a word between two, each counts too.</summary>
    public PhoneNumbers(IEnumerable<string> phones)
    {
        _numbers = [.. phones.SelectMany(phone => PartsOf(phone).Append(phone)).Select(Split).Where(number => number.Digits.Length >= MinDigits).Distinct().OrderByDescending(number => number.Digits.Length)];
    }

    /// <summary>The text with something else in the place of each of the numbers.</summary>
    public string Replace(string text, string replacement)
    {
        if (_numbers.Count == 0 || !text.Any(char.IsDigit))
        {
            return text;
        }

        var digits = new TextDigits(text);
        var (cleaned, copied) = (new StringBuilder(), 0);
        for (var at = 0; at < digits.Count; at++)
        {
            if (_numbers.Find(number => IsAt(digits, at, number.Digits)) is not { Digits: { } found, Before: var before })
            {
                continue;
            }

            var from = FirstSign(text, digits, at, before);
            if (from >= copied)
            {
                cleaned.Append(text, copied, from - copied).Append(replacement);
            }

            at += found.Length - 1;
            copied = digits.IndexOf(at) + 1;
        }

        return copied == 0 ? text : cleaned.Append(text, copied, text.Length - copied).ToString();
    }

    // A short number must stand alone: its digits occur within longer ones by chance.
    private static bool IsAt(TextDigits digits, int at, string number) =>
        digits.AreAt(at, number) && (number.Length >= PersonTraces.LocalDigits || !(digits.IsJoined(at - 1) || digits.IsJoined(at + number.Length - 1)));

    /// <summary>Where the number begins with its country code or its trunk prefix, and with the sign before that.</summary>
    private static int FirstSign(string text, TextDigits digits, int at, string before)
    {
        var first = at;
        for (var length = 1; length <= MaxCountryCode + 1 && digits.IsConnected(at - length); length++)
        {
            var start = at - length;
            if (digits.IsJoined(start - 1))
            {
                continue;
            }

            var prefix = digits.Text(start, length);
            var isInternational = length <= MaxCountryCode && digits.IndexOf(start) is > 0 and var index && text[index - 1] == '+';
            var isWrittenTogether = Enumerable.Range(start, length).All(digits.IsJoined);
            if (isInternational || isWrittenTogether || prefix is "8" or "0" || (before.Length > 0 && prefix.TrimStart('0') == before))
            {
                first = start;
            }
        }

        var sign = digits.IndexOf(first);
        while (sign > 0 && text[sign - 1] is '+' or '(')
        {
            sign--;
        }

        return sign;
    }

    private static (string Digits, string Before) Split(string phone)
    {
        var (all, digits) = (string.Concat(phone.Where(char.IsAsciiDigit)), PersonTraces.DigitsOf(phone));
        return (digits, all[..^digits.Length]);
    }

    /// <summary>The numbers of a text that are separated by a sign or a word.</summary>
    public static IEnumerable<string> PartsOf(string phone) =>
        phone.Split([',', ';', '/', .. phone.Where(char.IsLetter)]).Where(part => part.Count(char.IsAsciiDigit) >= MinPartDigits);

    /// <summary>The digits of a text, and what stands between them.</summary>
    private sealed class TextDigits
    {
        private static readonly SearchValues<char> Signs = SearchValues.Create(" \t\u00A0\u2007\u2009\u200B\u202F()[]{}+-\u2010\u2011\u2012\u2013\u2014\u2212./_*\u00B7\u2022~");

        private readonly string _digits;
        private readonly int[] _at;
        private readonly string _text;

        public TextDigits(string text)
        {
            _text = text;
            _at = [.. Enumerable.Range(0, text.Length).Where(at => char.IsDigit(text[at]))];
            _digits = string.Concat(_at.Select(at => CharUnicodeInfo.GetDecimalDigitValue(text[at])));
        }

        public int Count => _at.Length;

        public int IndexOf(int digit) => _at[digit];

        public string Text(int digit, int length) => _digits.Substring(digit, length);

        /// <summary>True where the digits of a number stand from this one on, with nothing between them but signs.</summary>
        public bool AreAt(int digit, string number) =>
            digit + number.Length <= Count && string.CompareOrdinal(_digits, digit, number, 0, number.Length) == 0 && Enumerable.Range(digit, number.Length - 1).All(IsConnected);

        /// <summary>True where nothing stands between this digit and the next.</summary>
        public bool IsJoined(int digit) => digit >= 0 && digit + 1 < Count && _at[digit + 1] == _at[digit] + 1;

        /// <summary>True where at most a few signs stand between this digit and the next.</summary>
        public bool IsConnected(int digit)
        {
            if (digit < 0 || digit + 1 >= Count || _at[digit + 1] - _at[digit] > MaxGap + 1)
            {
                return false;
            }

            return _text.AsSpan((_at[digit] + 1).._at[digit + 1]).IndexOfAnyExcept(Signs) < 0;
        }
    }
}
