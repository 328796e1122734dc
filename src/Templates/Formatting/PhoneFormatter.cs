namespace PhStudio.Messaging.Templates.Formatting;

/// <summary>How a typed telephone number is shown.</summary>
public static class PhoneFormatter
{
    private const int RussianDigits = 11;

    /// <summary>
    /// The number as typed: its own characters are what staff compare with other systems. Only where it is a bare
    /// international Russian number (<c>79161234567</c>) a plus is put before it, since Telegram makes only those with a plus a link to call.
    /// </summary>
    public static string Dialable(string typed)
    {
        var bare = typed.Trim();
        return bare.Length == RussianDigits && bare[0] == '7' && bare.All(char.IsAsciiDigit) ? $"+{bare}" : typed;
    }
}
