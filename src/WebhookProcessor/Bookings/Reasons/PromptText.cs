using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Reasons;

/// <summary>Recognises a question for a text by what it says. Pure.</summary>
public static class PromptText
{
    private const int Length = 16;

    /// <summary>The same for a question as it was sent and as Telegram shows it in a reply: only letters and digits count, since Telegram changes white space and leaves signs out that nobody sees.</summary>
    /// <param name="text">What is read, without markup.</param>
    public static string Mark(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(text.Where(char.IsLetterOrDigit)))))[..Length];
}
