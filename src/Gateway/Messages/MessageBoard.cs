using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Redis;
using PhStudio.Messaging.ServiceDefaults.Uploads;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// What became of each message, for <c>GET /messages/{id}</c>: kept by the Gateway from the Sender's facts, so that the question is
/// answered while the Sender is down. The events may come late, twice and in any order: a state is replaced only by a higher one.
/// </summary>
internal interface IMessageStatusStore
{
    /// <summary>Notes an accepted message, unless an event about it came first, and what it says, unless some content is known under its id.</summary>
    Task QueuedAsync(SendMessage order, AcceptedFields accepted);

    /// <summary>Notes an event, unless a later one is known.</summary>
    Task NoteAsync(MessageEntry entry);

    /// <summary>Adds a step to a message's timeline. An unknown message is noted as queued, unless the step can only follow a delivery.</summary>
    Task NoteStepAsync(TimelineStep step, MessageEntry entry);

    /// <summary>Claims the choice for a message that is unknown. False where a contrary one was claimed for the same state within <see cref="ChoiceClaim.Expiry"/>.</summary>
    /// <param name="unknown">The message.</param>
    /// <param name="resend">The choice: the same one again passes.</param>
    Task<bool> ClaimAsync(MessageEntry unknown, bool resend);

    /// <summary>Puts an operator's choice in the place of the state unknown, and notes it in the timeline once. False where the message is in another state by now, or unknown once more: then the timeline only.</summary>
    Task<bool> ResolveAsync(MessageEntry unknown, MessageEntry chosen);

    /// <summary>The newest state; null when the message is not known (any more).</summary>
    Task<MessageEntry?> FindAsync(Guid messageId);

    /// <summary>What happened to a message, oldest first.</summary>
    Task<IReadOnlyList<TimelineStep>> TimelineAsync(Guid messageId);

    /// <summary>The newest messages behind a cursor that pass the filter, and the cursor of the page after; null at the end. Ordered by when they were ordered, those in state unknown by when they became it.</summary>
    Task<(IReadOnlyList<MessageEntry> Messages, PageCursor? Next)> ListAsync(MessageFilter filter, PageCursor? after, int limit);

    /// <summary>How many messages of each stretch of time are in which state now, by when they were ordered; those in state unknown by when they became it.</summary>
    /// <param name="starts">Where each stretch begins; each ends where the next begins.</param>
    /// <param name="end">Where the last one ends.</param>
    Task<IReadOnlyList<MessageCounts>> CountAsync(IReadOnlyList<DateTimeOffset> starts, DateTimeOffset end);

    /// <summary>The messages that wait for an operator's choice, the oldest first.</summary>
    /// <param name="skip">So many of the oldest are left out.</param>
    /// <param name="most">At most so many.</param>
    Task<IReadOnlyList<MessageEntry>> UnknownAsync(int skip, int most);

    /// <summary>The ids of the messages about the person's bookings and to the person's chats. Those to the chats are not found any more once they are erased.</summary>
    Task<IReadOnlyCollection<Guid>> ConcernedAsync(PersonTraces person);

    /// <summary>Takes a person out of these messages, and of any that came since they were found.</summary>
    Task EraseAsync(PersonTraces person);
}

/// <summary>How long the board in Redis remembers.</summary>
internal sealed record MessageStatusOptions
{
    /// <summary>A message in any other state. Default: 7 days.</summary>
    public TimeSpan Expiry { get; init; } = MessageNotes.Expiry;

    /// <summary>A message in state unknown, from <c>SENDER_LEDGER_DAYS</c>. Default: 30 days.</summary>
    public TimeSpan UnknownExpiry { get; init; } = TimeSpan.FromDays(30);
}

internal static class MessageStatusRegistration
{
    public static void AddMessageBoard(this IHostApplicationBuilder builder)
    {
        builder.AddAcceptedContent();
        builder.AddUploads(keeps: true);
        builder.Services.AddSingleton<UploadedPhotos>();
        builder.Services.AddSingleton<MessageIntake>();
        // An operator can choose for as long as the Sender keeps the order (SENDER_LEDGER_DAYS): so the board keeps unknown messages as long.
        builder.Services.AddSingleton(new MessageStatusOptions { Expiry = MessageNotes.ExpiryOf(builder.Settings()), UnknownExpiry = TimeSpan.FromDays(builder.Settings().Whole("SENDER_LEDGER_DAYS", 30, 1, 3650)) });
        if (builder.UsesRedis())
        {
            builder.Services.AddSingleton<IMessageStatusStore, RedisMessageStatusStore>();
        }
        else
        {
            builder.Services.AddSingleton<IMessageStatusStore, InMemoryMessageStatusStore>();
        }
    }
}
