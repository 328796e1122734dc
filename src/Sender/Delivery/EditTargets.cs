using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>Finds the message that an edit changes: plain logic.</summary>
internal static class EditTargets
{
    /// <summary>An edit waits for its message about a day: as long as a broadcast may keep the low lane busy.</summary>
    private const int MaxRedeliveries = 24 * 60;

    /// <summary>Finds the message.</summary>
    /// <param name="entry">What the ledger knows of it.</param>
    /// <param name="order">The edit.</param>
    /// <param name="deferrals">How often this edit waited already.</param>
    public static Target Decide(LedgerEntry? entry, EditMessage order, int deferrals) => entry switch
    {
        { Delivery.ChatId: PersonTraces.Erased } => new Target.Never("the person to whom the message went was erased"),
        { State: EntryState.Sent, Delivery: { TelegramMessageId: > 0 } delivery } => new Target.Known(delivery.ChatId, delivery.TelegramMessageId, IsCaption: delivery.Photos is not null || IsCaption(entry), IsAlbum: delivery.Photos is { Count: > 1 }),
        _ when order is { ChatId: { } chatId, TelegramMessageId: { } messageId } => new Target.Known(chatId, messageId, IsCaption(entry)),
        { State: EntryState.Failed } => new Target.Never("the message was never delivered"),
        { State: EntryState.Sent } => new Target.Never("where the message is, is not known"),
        _ when deferrals >= MaxRedeliveries => new Target.Never("the message was not sent in time"),
        _ => new Target.NotYet(Wait(deferrals)),
    };

    /// <summary>True where an earlier request was told so.</summary>
    private static bool IsCaption(LedgerEntry? entry) => entry?.Learned.HasFlag(Learned.Caption) == true;

    /// <summary>Half a second at first, and a minute in the end.</summary>
    private static TimeSpan Wait(int deferrals) => TimeSpan.FromSeconds(Math.Min(60, 0.5 * Math.Pow(2, Math.Min(deferrals, 10))));
}

/// <summary>The message that an edit changes.</summary>
internal abstract record Target
{
    /// <param name="ChatId">The chat.</param>
    /// <param name="TelegramMessageId">Telegram's id of the message.</param>
    /// <param name="IsCaption">True where the text stands below a photo.</param>
    /// <param name="IsAlbum">True where the photo is one of several, which have no buttons.</param>
    public sealed record Known(string ChatId, long TelegramMessageId, bool IsCaption = false, bool IsAlbum = false) : Target
    {
        /// <summary>The longest text that it can have.</summary>
        public int MaxText => IsCaption ? MessageLayout.MaxCaption : MessageSplitter.Max;
    }

    public sealed record NotYet(TimeSpan Wait) : Target;

    public sealed record Never(string Why) : Target;
}
