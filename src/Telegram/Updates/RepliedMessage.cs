namespace PhStudio.Messaging.Telegram.Updates;

/// <summary>A message that another one replies to, as far as it is told with that one.</summary>
/// <param name="MessageId">Telegram's id of it within the chat.</param>
/// <param name="From">Who wrote it; null in channels.</param>
/// <param name="Text">Its text; null for anything else.</param>
/// <param name="HasButtons">True where it has inline buttons.</param>
public sealed record RepliedMessage(long MessageId, User? From, string? Text, bool HasButtons)
{
    /// <summary>When it was written; null where that is not told.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>What stands in it as code, in order: our texts show ids so.</summary>
    public IReadOnlyList<string> Code { get; init; } = [];
}
