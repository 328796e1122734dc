using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>
/// Takes the token out of what comes back: a proxy's error may quote the URL, which holds it (docs/telegram.md 24). Found as it is, and with any of its characters
/// URL-encoded or escaped as in JSON. Only the secret after the colon is looked for: the id before it is no secret, and the colon has many forms.
/// </summary>
internal sealed class TokenRedaction(string token)
{
    private const string Redacted = "***";

    private readonly Regex _secret = new(
        string.Concat(token[(token.IndexOf(':', StringComparison.Ordinal) + 1)..].Select(AnyFormOf)),
        RegexOptions.CultureInvariant);

    /// <summary>The text without the token.</summary>
    public string Redact(string text) => _secret.Replace(text, Redacted);

    /// <summary>The body without the token. Latin-1 keeps every byte as it is.</summary>
    public ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> body)
    {
        var text = Encoding.Latin1.GetString(body.Span);
        return _secret.IsMatch(text) ? Encoding.Latin1.GetBytes(Redact(text)) : body;
    }

    private static string AnyFormOf(char character)
    {
        var hex = ((int)character).ToString("X2", CultureInfo.InvariantCulture);
        return $"(?:{Regex.Escape(character.ToString())}|(?i:%{hex})|(?i:%25{hex})|(?i:\\\\u00{hex}))";
    }
}
