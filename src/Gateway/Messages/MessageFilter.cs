using PhStudio.Messaging.ServiceDefaults.MessageStates;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Which messages are asked for; null is any.</summary>
internal sealed record MessageFilter(string? ChatId = null, string? BookingId = null, MessageState? State = null, string? Template = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>True for a message that is asked for, whenever it was.</summary>
    public bool Passes(MessageEntry entry) =>
        (ChatId is null || entry.ChatId == ChatId)
        && (BookingId is null || entry.BookingId == BookingId)
        && (State is null || entry.State == State)
        && (Template is null || entry.Template == Template);

    /// <summary>True for a place in the period that is asked for.</summary>
    public bool Includes(long place) => (From is null || place >= From.Value.ToUnixTimeMilliseconds()) && (To is null || place < To.Value.ToUnixTimeMilliseconds());
}
