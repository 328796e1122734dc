namespace PhStudio.Messaging.Telegram.Updates;

/// <summary>An update that cannot be read: it goes to the error queue at once, since a retry does not help (docs/telegram.md 10).</summary>
/// <param name="reason">Why, in one sentence without the update's content.</param>
public sealed class UnreadableUpdateException(string reason) : Exception(reason);
