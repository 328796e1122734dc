using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.MessageStates;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>Joins a booking with the states of its messages: those that its saga knows, and the others on the board.</summary>
internal sealed partial class BookingMessages(IMessageStatusStore statuses, MessageStatusOptions options, TimeProvider time, ILogger<BookingMessages> logger)
{
    private const int Max = 200;

    /// <summary>The booking with its messages, newest first. Where the board is unavailable, with what the saga knows.</summary>
    public async Task<BookingState> AddAsync(BookingState booking)
    {
        IReadOnlyList<MessageEntry> entries;
        try
        {
            (entries, _) = await statuses.ListAsync(new MessageFilter(BookingId: booking.BookingId), after: null, Max).WaitAsync(Deadlines.Question);
        }
        catch (Exception e) when (RedisAvailability.IsFailure(e))
        {
            Log.NoStates(logger, booking.BookingId, e.GetType().Name);
            return booking;
        }

        var known = entries.Select(entry => entry.MessageId).ToHashSet();
        var waiting = (booking.Messages ?? []).Where(message => !known.Contains(message.MessageId)).Select(message => message.State is null ? OfSaga(message, booking) : message);
        return booking with { Messages = [.. waiting, .. entries.Select(Of)] };
    }

    // The board forgets: nobody can say whether an older message without a number still waits. Where it is not known when it was ordered, it is as old as its booking.
    private BookingMessage OfSaga(BookingMessage message, BookingState booking) =>
        message.TelegramMessageId is not null ? message with { State = "sent" }
        : (message.At ?? booking.CreatedAt) is not { } ordered || ordered > time.GetUtcNow() - options.Expiry ? message with { State = "queued" }
        : message with { At = null };

    private static BookingMessage Of(MessageEntry entry) => new()
    {
        MessageId = entry.MessageId,
        ChatId = entry.ChatId,
        TelegramMessageId = entry.TelegramMessageId,
        State = JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.State.ToString()),
        At = entry.At,
        Template = entry.Template,
        Detail = entry.Detail,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The states of the messages about {BookingId} could not be read: {Error}")]
        public static partial void NoStates(ILogger logger, string bookingId, string error);
    }
}
