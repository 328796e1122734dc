using System.Text.Json;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>In what form a part is sent.</summary>
internal sealed record Variant(MessagePart Part, int? ThreadId, bool HasEntities, JsonElement? Reply, string? Remark = null, string? Why = null)
{
    /// <summary>The simpler form that refusals ask for.</summary>
    public Variant As(Learned learned)
    {
        var part = learned.HasFlag(Learned.WithoutPhotos) && Part.Photos.Count > 0 ? Part.WithoutPhotos : Part;
        return this with
        {
            Part = learned.HasFlag(Learned.PlainText) ? part with { Text = part.Text.Plain } : part,
            HasEntities = HasEntities && !learned.HasFlag(Learned.PlainText),
            ThreadId = learned.HasFlag(Learned.GeneralTopic) ? null : ThreadId,
            Remark = learned.HasFlag(Learned.WithoutPhotos) ? "without_photos" : learned.HasFlag(Learned.PlainText) ? "plain_text" : learned.HasFlag(Learned.GeneralTopic) ? "general_topic" : Remark,
        };
    }
}
