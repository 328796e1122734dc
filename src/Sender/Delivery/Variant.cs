using System.Text.Json;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>In what form a part is sent: as ordered, or simplified after refusals.</summary>
internal sealed record Variant(MessagePart Ordered, int? OrderedThreadId, bool IsOrderedWithEntities, JsonElement? Reply, Learned Learned = Learned.Nothing, string? Why = null)
{
    /// <summary>What goes out.</summary>
    public MessagePart Part { get; } = PartOf(Ordered, Learned);

    /// <summary>The topic.</summary>
    public int? ThreadId => Learned.HasFlag(Learned.GeneralTopic) ? null : OrderedThreadId;

    /// <summary>True where Telegram's entities say what its formatting is.</summary>
    public bool HasEntities => IsOrderedWithEntities && !Learned.HasFlag(Learned.PlainText);

    /// <summary>What was done to get it through; null where it goes as ordered.</summary>
    public string? Remark =>
        Part.Photos.Count == Ordered.Photos.Count ? (Learned.HasFlag(Learned.PlainText) ? "plain_text" : Learned.HasFlag(Learned.GeneralTopic) ? "general_topic" : null)
        : Part.Photos.Count == 0 ? "without_photos" : "without_some_photos";

    /// <summary>The simpler form that refusals ask for.</summary>
    public Variant As(Learned learned, string? why = null) => new(Ordered, OrderedThreadId, IsOrderedWithEntities, Reply, Learned | learned, why ?? Why);

    /// <summary>What Telegram's refusal says of the photos: it does not take the one that it names, else none of them.</summary>
    public Learned RefusedPhotos(string description)
    {
        var taken = Enumerable.Range(0, Ordered.Photos.Count).Except(RefusedPlaces(Ordered, Learned)).ToList();
        return ErrorTexts.RefusedPhoto(description) is { } number && number <= taken.Count ? LearnedPhotos.Of(taken[number - 1]) : Learned.WithoutPhotos;
    }

    private static MessagePart PartOf(MessagePart ordered, Learned learned)
    {
        var part = learned.HasFlag(Learned.WithoutPhotos) && ordered.Photos.Count > 0 ? ordered.WithoutPhotos : ordered.Without([.. RefusedPlaces(ordered, learned)]);
        return learned.HasFlag(Learned.PlainText) ? part with { Text = part.Text.PlainWithin(part.Photos.Count > 0 ? MessageLayout.MaxCaption : MessageSplitter.Max) } : part;
    }

    private static IEnumerable<int> RefusedPlaces(MessagePart ordered, Learned learned) => Enumerable.Range(0, ordered.Photos.Count).Where(place => learned.HasFlag(LearnedPhotos.Of(place)));
}
