namespace PhStudio.Messaging.Sender.Content;

/// <summary>What goes out in one call: a text, or photos with what stands below the first.</summary>
/// <param name="Text">The text or caption; empty for none.</param>
/// <param name="Photos">The photos; none for a text.</param>
internal sealed record MessagePart(Text Text, IReadOnlyList<string> Photos)
{
    /// <summary>For how many messages it counts in Telegram's limits (docs/telegram.md 16).</summary>
    public int Weight => Math.Max(1, Photos.Count);

    /// <summary>The text with the photos' addresses in their place, for where Telegram refuses one of them.</summary>
    public MessagePart WithoutPhotos => new(PhotoAddresses.Append(Text, Photos), []);
}
