namespace PhStudio.Messaging.Sender.Admission;

/// <summary>What was learned of single photos of a message, by their places from 0.</summary>
internal static class LearnedPhotos
{
    /// <summary>A message has at most this many photos.</summary>
    public const int Max = 10;

    private const int FirstBit = 8;

    /// <summary>Telegram does not take this one.</summary>
    public static Learned Of(int place) => (Learned)(1 << (FirstBit + place));
}
