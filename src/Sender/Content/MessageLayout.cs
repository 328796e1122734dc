using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>
/// In which calls a message goes out. The same order has the same parts each time, as long as its template is the same: each has its own entry in the ledger, with what it says,
/// so that a part of another text is never sent after it (docs/decisions/0483).
/// </summary>
internal static class MessageLayout
{
    /// <summary>The longest text below a photo, in code points after the markup is read (docs/telegram.md 26).</summary>
    public const int MaxCaption = 1024;

    /// <summary>The highest number of a part: photos, and then a text in parts.</summary>
    public const int MaxParts = MessageSplitter.MaxParts + 1;

    /// <summary>The parts, in their order. Photos come first; the buttons belong to the last part, and an album can have none.</summary>
    /// <param name="order">The order.</param>
    /// <param name="text">Its text.</param>
    /// <param name="isApart">True where the photos went out before the text, which could be below them.</param>
    /// <exception cref="UnrenderableException">It cannot be sent like this, or is too long.</exception>
    public static IReadOnlyList<MessagePart> Of(SendMessage order, Text text, bool isApart = false)
    {
        var photos = order.Photos ?? [];
        var hasButtons = order.ReplyMarkup is not null;
        var captions = photos.Count == 0 ? 0 : Captions(text);
        if (!isApart && captions == 1 && (photos.Count == 1 || !hasButtons))
        {
            return [new MessagePart(text, photos)];
        }

        if (text.Value.Length == 0)
        {
            throw new UnrenderableException(FailureReason.Invalid, "an album has no buttons, so there must be a text to carry them");
        }

        var texts = text.Parts;
        if (texts.Count == 0 || (photos.Count > 0 && captions == 0))
        {
            // White space alone, and too long for Telegram to say so itself: the photos would be in the chat before it does.
            throw new UnrenderableException(FailureReason.Invalid, "nothing of the text is seen");
        }

        return texts.Count > MessageSplitter.MaxParts ? throw new UnrenderableException(FailureReason.TooLong, $"longer than {MessageSplitter.MaxParts} messages")
            : photos.Count == 0 ? [.. texts.Select(part => new MessagePart(part, []))]
            : [new MessagePart(text with { Value = "" }, photos), .. texts.Select(part => new MessagePart(part, []))];
    }

    /// <summary>True for a text that can stand below a photo.</summary>
    public static bool IsCaption(Text text) => Captions(text) == 1;

    private static int Captions(Text text) => MessageSplitter.Split(text.Value, text.ParseMode, MaxCaption).Count;
}
