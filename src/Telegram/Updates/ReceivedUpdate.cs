namespace PhStudio.Messaging.Telegram.Updates;

/// <summary>One update of a batch of <c>getUpdates</c>.</summary>
/// <param name="Raw">Its JSON as it came.</param>
/// <param name="UpdateId">Telegram's id; null where it has none, so that it cannot be confirmed by itself.</param>
/// <param name="Update">The update as read; null where it cannot be read.</param>
public sealed record ReceivedUpdate(string Raw, long? UpdateId, Update? Update);
