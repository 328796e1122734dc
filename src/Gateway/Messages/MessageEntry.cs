using System.Text.Json;
using System.Text.Json.Serialization;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>One message on the board.</summary>
internal sealed record MessageEntry
{
    public required Guid MessageId { get; init; }

    public required MessageState State { get; init; }

    public required string ChatId { get; init; }

    public long? TelegramMessageId { get; init; }

    /// <summary>Of all parts, where a long text was split.</summary>
    public IReadOnlyList<long>? TelegramMessageIds { get; init; }

    public int? Attempts { get; init; }

    /// <summary>When it came to this state.</summary>
    public required DateTimeOffset At { get; init; }

    public FailureReason? Reason { get; init; }

    public string? Detail { get; init; }

    public string? BookingId { get; init; }

    /// <summary>The template of its text; null where it has none, or it is not known.</summary>
    public string? Template { get; init; }

    /// <summary>When it was ordered; null where it is not known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What happened to it, oldest first; only in the answer for one message.</summary>
    public IReadOnlyList<TimelineStep>? Timeline { get; init; }

    /// <summary>Its place in lists, milliseconds since 1970.</summary>
    [JsonIgnore]
    public long Place => (CreatedAt ?? At).ToUnixTimeMilliseconds();

    /// <summary>The entry of a message that was just accepted.</summary>
    public static MessageEntry Queued(SendMessage order) => new()
    {
        MessageId = order.MessageId,
        State = MessageState.Queued,
        ChatId = order.ChatId,
        At = order.CreatedAt,
        BookingId = order.BookingId,
        Template = order.Template,
        CreatedAt = order.CreatedAt,
    };

    /// <summary>The step of the timeline that brought it to this state.</summary>
    public TimelineStep Step() => new(At, State == MessageState.Queued ? "accepted" : JsonNamingPolicy.SnakeCaseLower.ConvertName(State.ToString()), Detail, Attempts);
}

/// <summary>The states in rising order: a fact of a lower or the same one changes nothing. A failed message may be sent after all (an operator moves it back from the error queue).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageState>))]
internal enum MessageState
{
    [JsonStringEnumMemberName("queued")] Queued,
    [JsonStringEnumMemberName("unknown")] Unknown,
    [JsonStringEnumMemberName("expired")] Expired,
    [JsonStringEnumMemberName("failed")] Failed,
    [JsonStringEnumMemberName("sent")] Sent,
}

/// <summary>One thing that happened to a message.</summary>
/// <param name="At">When.</param>
/// <param name="What"><c>accepted</c>, <c>deferred</c>, <c>attempt_failed</c>, <c>unknown</c>, <c>expired</c>, <c>failed</c>, <c>sent</c>, <c>edited</c>, <c>resolved</c>.</param>
/// <param name="Why">Telegram's words, or ours.</param>
/// <param name="Attempts">How many requests were made by then.</param>
/// <param name="Until">Until when it waits.</param>
internal sealed record TimelineStep(DateTimeOffset At, string What, string? Why = null, int? Attempts = null, DateTimeOffset? Until = null)
{
    /// <summary>True for what can only happen to a message that was sent: of one that is not known (any more) it says nothing.</summary>
    [JsonIgnore]
    public bool IsLate => What == "edited";
}

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
