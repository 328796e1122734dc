namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>How many messages of a stretch of time are in which state.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Sent">In their chats.</param>
/// <param name="Queued">On their way, or put off.</param>
/// <param name="Failed">Given up.</param>
/// <param name="Expired">Their time was over first.</param>
/// <param name="Unknown">Nobody can say.</param>
/// <param name="Deferred">Of all these, those that once waited because of the limits of their chat or of the bot.</param>
internal sealed record MessageCounts(DateTimeOffset At, long Sent, long Queued, long Failed, long Expired, long Unknown, long Deferred = 0);
