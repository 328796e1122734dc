using PhStudio.Messaging.ServiceDefaults.MessageStates;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>Which messages are asked for; null is any.</summary>
internal sealed record MessageFilter(string? ChatId = null, string? BookingId = null, MessageState? State = null, string? Template = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>The place of a message in the list that is asked for.</summary>
    public long PlaceOf(MessageEntry entry) => State == MessageState.Unknown ? entry.At.ToUnixTimeMilliseconds() : entry.Place;

    /// <summary>True for a message that is asked for.</summary>
    public bool Passes(MessageEntry entry) =>
        (ChatId is null || entry.ChatId == ChatId)
        && (BookingId is null || entry.BookingId == BookingId)
        && (State is null || entry.State == State)
        && (Template is null || entry.Template == Template)
        && (From is null || PlaceOf(entry) >= From.Value.ToUnixTimeMilliseconds())
        && (To is null || PlaceOf(entry) < To.Value.ToUnixTimeMilliseconds());
}
