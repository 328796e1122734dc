using System.Text;

namespace PhStudio.Messaging.ServiceDefaults.Configuration;

/// <summary>The one rule for secrets that people choose: a text that is short, repeated, counted up or printed in a document can be guessed.</summary>
public static class GuessableSecret
{
    /// <summary>The fewest characters of a secret.</summary>
    public const int MinLength = 16;

    /// <summary>The fewest different characters: fewer are a pattern.</summary>
    private const int MinDistinct = 6;

    /// <summary>What stands before a secret of Standard Webhooks, whose rest is base64: it makes no secret harder to guess.</summary>
    private const string Prefix = "whsec_";

    private static readonly string[] Examples = ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "secretsecret", "demo-key-of-standalone", "any_letters_and_digits", "example", "changeme", "change-me", "change_me", "password", "placeholder", "your-secret", "your_secret", "your-key", "your_key"];

    /// <summary>Why the text can be guessed, as the end of a sentence that begins with its setting's name; null where it cannot.</summary>
    public static string? Reason(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return ReasonOf(text);
        }

        var rest = text[Prefix.Length..];
        var bytes = new byte[rest.Length];
        return ReasonOf(rest) ?? (Convert.TryFromBase64String(rest, bytes, out var length) ? ReasonOf(Encoding.Latin1.GetString(bytes, 0, length)) : null);
    }

    /// <summary>Refuses a secret that can be guessed, unless an emulator plays Telegram in this process.</summary>
    /// <returns>The same value.</returns>
    public static string? NotGuessable(this Settings settings, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value) && !settings.AllowsExamples && Reason(value) is { } reason)
        {
            settings.Refuse($"{name} {reason}: make one with \"openssl rand -hex 32\"; set it in the environment, the .env file, or a file named by {name}_FILE.");
        }

        return value;
    }

    /// <summary>Refuses a password in an address that can be guessed, where the server is neither on this machine nor in a private network.</summary>
    /// <param name="settings">Where it is refused.</param>
    /// <param name="name">The setting with the address.</param>
    /// <param name="password">The password; null or empty where there is none.</param>
    /// <param name="hosts">The servers that it is given to.</param>
    internal static void PasswordNotGuessable(this Settings settings, string name, string? password, IEnumerable<string> hosts)
    {
        if (!string.IsNullOrEmpty(password) && !settings.AllowsExamples && !hosts.All(PlainHttp.IsPrivate) && ReasonOf(password) is { } reason)
        {
            settings.Refuse($"The password in {name} {reason}, and its server is outside this machine and private networks: give the server one that \"openssl rand -hex 32\" made.");
        }
    }

    private static string? ReasonOf(string text)
    {
        if (text.Length < MinLength)
        {
            return $"is shorter than {MinLength} characters";
        }

        if (text.Distinct().Count() < MinDistinct)
        {
            return "is made of a few characters again and again";
        }

        if (IsRepeated(text))
        {
            return "repeats itself";
        }

        if (IsCounted(text))
        {
            return "is counted up";
        }

        return Array.Exists(Examples, example => text.Contains(example, StringComparison.OrdinalIgnoreCase)) ? "is, or holds, an example that anybody can read" : null;
    }

    // Nearly all of it: a few characters before or behind hide nothing.
    private static bool IsRepeated(string text) =>
        Enumerable.Range(1, text.Length / 2).Any(period => Enumerable.Range(period, text.Length - period).Count(i => text[i] == text[i - period]) > (text.Length - period) * 3 / 4);

    private static bool IsCounted(string text) =>
        Enumerable.Range(1, text.Length - 1).Count(i => text[i] - text[i - 1] is 1 or -1) > text.Length * 3 / 4;
}
