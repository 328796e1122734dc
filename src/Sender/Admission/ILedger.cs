using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// The delivery state of each message, shared by all Senders, so that one message is sent once.
/// An entry is written before the request (claimed) and after it (sent, failed, unknown, or released for another attempt);
/// a claim whose process died is found when its lease is over, and is then unknown: nobody can say whether the request went out.
/// </summary>
public interface ILedger
{
    /// <summary>Asks for the right to make a request for this message, now.</summary>
    /// <param name="key">The message, or the part of it.</param>
    /// <param name="evenUnknown">True where it was decided to send an unknown message again.</param>
    /// <param name="isFirst">True where the broker delivers it for the first time, so that no entry of it can be expected.</param>
    Task<Claim> ClaimAsync(LedgerKey key, bool evenUnknown = false, bool isFirst = false);

    /// <summary>What a claim would be answered where it is not granted, without a claim; null where it would be. A request whose process died is found to be unknown.</summary>
    Task<Claim?> LookAsync(LedgerKey key);

    /// <summary>Gives a message up whose request nobody makes, in one step: a process that dies leaves no claim behind.</summary>
    /// <returns>Why not: a request is under way, or it is over; null where it is given up.</returns>
    Task<Claim?> GiveUpAsync(LedgerKey key, FailureReason reason);

    /// <summary>The message is in its chat. Stays true whatever is reported afterwards.</summary>
    Task SentAsync(LedgerKey key, DeliveredMessage delivery);

    /// <summary>The message will not be delivered. Has no effect on one that was sent.</summary>
    Task FailedAsync(LedgerKey key, FailureReason reason);

    /// <summary>Our request was written and no answer came. Has no effect unless the claim is still ours.</summary>
    /// <param name="key">The message, or the part of it.</param>
    /// <param name="counts">False where it is an earlier request that has no answer, and the one of this claim did nothing.</param>
    Task UnknownAsync(LedgerKey key, bool counts = true);

    /// <summary>Our request certainly did nothing: the next attempt may claim at once. Has no effect unless the claim is still ours.</summary>
    /// <param name="key">The message, or the part of it.</param>
    /// <param name="counts">False where the attempt is not to be counted (docs/telegram.md 17: a 429 uses up nothing).</param>
    Task ReleaseAsync(LedgerKey key, bool counts = true);

    /// <summary>Gives back a claim whose request was not made, or used up nothing: the entry is what it was before. One that may be in its chat stays unknown, so that nobody takes it back as never sent.</summary>
    /// <param name="key">The message, or the part of it.</param>
    /// <param name="evenUnknown">As it was claimed.</param>
    Task GiveBackAsync(LedgerKey key, bool evenUnknown) => evenUnknown ? UnknownAsync(key, counts: false) : ReleaseAsync(key, counts: false);

    /// <summary>Keeps the simpler form that Telegram's refusals ask for, so that no later attempt is refused for the same.</summary>
    Task LearnAsync(LedgerKey key, Learned learned);

    /// <summary>An operator decided that an unknown or failed message may be sent again: the next claim is granted.</summary>
    /// <returns>False when there is nothing to reopen.</returns>
    Task<bool> ReopenAsync(LedgerKey key);

    /// <summary>What is known of a message; null when nothing is.</summary>
    Task<LedgerEntry?> FindAsync(LedgerKey key);

    /// <summary>Notes an edit of a message and tells whether it is the latest one known.</summary>
    /// <param name="target">The message to change.</param>
    /// <param name="orderedAt">When the edit was ordered.</param>
    Task<bool> IsLatestEditAsync(Guid target, DateTimeOffset orderedAt);

    /// <summary>Keeps an order whose outcome is unknown, for the operator's choice to send it again.</summary>
    Task ParkAsync(Guid messageId, string order);

    /// <summary>The kept order; null when there is none.</summary>
    Task<string?> ParkedAsync(Guid messageId);

    /// <summary>The order need not be kept any longer, whichever is.</summary>
    Task UnparkAsync(Guid messageId);

    /// <summary>This kept order need not be kept any longer. One that was kept in its place stays.</summary>
    Task UnparkAsync(Guid messageId, string order);

    /// <summary>Forgets in which chat a message is, where it is one of these; that it was sent stays.</summary>
    Task EraseChatAsync(LedgerKey key, IReadOnlyCollection<string> chats);
}

/// <summary>Where and when a message was delivered.</summary>
/// <param name="ChatId">The chat where it is.</param>
/// <param name="TelegramMessageId">Telegram's id of it within the chat; 0 where an operator took it as delivered.</param>
/// <param name="At">When Telegram took it.</param>
/// <param name="Remark">What was done to get it through; null when it went as ordered.</param>
/// <param name="Why">Telegram's own words for why that was done: told once, and not kept by the ledger in Redis.</param>
public sealed record DeliveredMessage(string ChatId, long TelegramMessageId, DateTimeOffset At, string? Remark = null, string? Why = null)
{
    /// <summary>Telegram's ids of its photos, of which the first has the caption; null for a text.</summary>
    public IReadOnlyList<long>? Photos { get; init; }

    /// <summary>Of a part of a message: what it says, as a hash, so that the parts after it are of the same text. Null for a whole message, and where it is not known.</summary>
    public string? Content { get; init; }

    /// <summary>Telegram's ids of all that it is.</summary>
    public IReadOnlyList<long> TelegramMessageIds => Photos ?? [TelegramMessageId];
}

/// <summary>What the ledger knows of a message.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">How many requests were made.</param>
/// <param name="Delivery">Where it is, once it is sent.</param>
/// <param name="Reason">Why it failed, once it has.</param>
/// <param name="Learned">In what simpler form it must be sent. Read by <see cref="ILedger.FindAsync"/> only.</param>
public sealed record LedgerEntry(EntryState State, int Attempts, DeliveredMessage? Delivery = null, FailureReason? Reason = null, Learned Learned = Learned.Nothing)
{
    /// <summary>True for a failure that is over when an operator moves the message back from an error queue. What was taken back stays so.</summary>
    public bool IsReopened => State == EntryState.Failed && Reason != FailureReason.Cancelled;
}

/// <summary>What was learned of a message, by a refusal or on its way. The numbers are stored.</summary>
[Flags]
public enum Learned
{
    /// <summary>It can be sent as ordered, as far as is known.</summary>
    Nothing = 0,

    /// <summary>Telegram cannot read its markup (docs/telegram.md 27).</summary>
    PlainText = 1,

    /// <summary>Its topic is gone (docs/telegram.md 19).</summary>
    GeneralTopic = 2,

    /// <summary>Telegram does not take its photos.</summary>
    WithoutPhotos = 4,

    /// <summary>What is to be edited is the caption of a photo (docs/telegram.md 44).</summary>
    Caption = 8,

    /// <summary>It was deferred and will come back: what is to be read after it waits for it.</summary>
    OnItsWay = 16,

    /// <summary>It does not come any more, though nothing else of its entry says so.</summary>
    Over = 32,

    // From 256 on a bit for each photo by its place: LearnedPhotos.
}

/// <summary>Where an entry stands.</summary>
public enum EntryState
{
    /// <summary>Known, and free to be claimed.</summary>
    Open,

    /// <summary>A Sender is making the request.</summary>
    Claimed,

    /// <summary>In its chat.</summary>
    Sent,

    /// <summary>Given up.</summary>
    Failed,

    /// <summary>Nobody can say.</summary>
    Unknown,
}

/// <summary>The answer to <see cref="ILedger.ClaimAsync"/>.</summary>
public abstract record Claim
{
    private Claim()
    {
    }

    /// <summary>Make the request, now.</summary>
    /// <param name="Attempt">Which attempt it is, from 1.</param>
    public sealed record Granted(int Attempt) : Claim;

    /// <summary>Somebody else is making it: look again when the lease is over.</summary>
    /// <param name="Until">When the lease is over.</param>
    public sealed record Held(DateTimeOffset Until) : Claim;

    /// <summary>It is over, one way or the other: the entry is sent, failed or unknown.</summary>
    /// <param name="Entry">How it ended.</param>
    public sealed record Settled(LedgerEntry Entry) : Claim;
}
