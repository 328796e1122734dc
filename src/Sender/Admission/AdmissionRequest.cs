using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>What is asked for.</summary>
/// <param name="ChatId">The chat that the request is for.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Place">The place in the chat's queue that an earlier answer gave; null at first.</param>
/// <param name="Entry">The message's entry in the ledger; null for what has none, an edit.</param>
/// <param name="EvenUnknown">True where it was decided to send an unknown message again.</param>
/// <param name="EvenUnreachable">True where the chat is to be tried although Telegram said that nothing reaches it.</param>
/// <param name="Weight">For how many messages it counts: an album for as many as it has photos (docs/telegram.md 16).</param>
public readonly record struct AdmissionRequest(string ChatId, Priority Priority, long? Place = null, LedgerKey? Entry = null, bool EvenUnknown = false, bool EvenUnreachable = false, int Weight = 1);
