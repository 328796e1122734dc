using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>What the board keeps of a message once a person is erased: its existence, times and state.</summary>
internal static class ErasedEntry
{
    /// <summary>True for a message about a booking of the person, or to the person.</summary>
    public static bool Concerns(PersonTraces person, MessageEntry entry) => (entry.BookingId is { } booking && person.BookingIds.Contains(booking)) || person.ChatIds.Contains(entry.ChatId);

    /// <summary>The entry without the person.</summary>
    public static MessageEntry Of(PersonTraces person, MessageEntry entry) => entry with
    {
        ChatId = person.ChatIds.Contains(entry.ChatId) ? PersonTraces.Erased : entry.ChatId,
        Detail = entry.Detail is { } detail ? person.Clean(detail) : null,
    };

    /// <summary>The step without the person.</summary>
    public static TimelineStep Of(PersonTraces person, TimelineStep step) => step with { Why = step.Why is { } why ? person.Clean(why) : null };
}
