namespace PhStudio.Messaging.WebhookProcessor.Conversations;

/// <summary>A language code as the argument of a button: five bits for each of its two or three letters.</summary>
public static class LanguageButton
{
    private const int Bits = 5;

    /// <summary>The argument for a code such as <c>en</c>.</summary>
    public static ushort Write(string code) => (ushort)code.Aggregate(0, (argument, letter) => (argument << Bits) | (letter - 'a' + 1));

    /// <summary>The code of an argument.</summary>
    public static string Read(ushort argument)
    {
        var code = "";
        for (var left = (int)argument; left > 0; left >>= Bits)
        {
            code = (char)('a' - 1 + (left & ((1 << Bits) - 1))) + code;
        }

        return code;
    }
}
