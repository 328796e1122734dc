using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>What goes out in one call: a text, or photos with what stands below the first.</summary>
/// <param name="Text">The text or caption; empty for none.</param>
/// <param name="Photos">The photos; none for a text.</param>
internal sealed record MessagePart(Text Text, IReadOnlyList<string> Photos)
{
    /// <summary>For how many messages it counts in Telegram's limits (docs/telegram.md 16).</summary>
    public int Weight => Math.Max(1, Photos.Count);

    /// <summary>What it says, as a hash that tells it from another part.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [Text.ParseMode, .. Photos, "", Text.Value]))).AsSpan(0, 8));

    /// <summary>The text with the photos' addresses in their place, for where Telegram refuses them.</summary>
    public MessagePart WithoutPhotos => new(PhotoAddresses.Append(Text, Photos), []);

    /// <summary>The same with the addresses of some photos, by their places, below the others. Where they do not fit there, no photo is left.</summary>
    public MessagePart Without(IReadOnlyCollection<int> places) =>
        places.Count == 0 ? this
        : places.Count < Photos.Count && PhotoAddresses.BelowPhoto(Text, [.. Photos.Where((_, place) => places.Contains(place))]) is { } caption
            ? new MessagePart(caption, [.. Photos.Where((_, place) => !places.Contains(place))])
            : WithoutPhotos;
}
