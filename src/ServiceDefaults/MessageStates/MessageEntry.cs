using System.Text.Json;
using System.Text.Json.Serialization;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.MessageStates;

/// <summary>What is known of one message, as <c>GET /messages/{id}</c> answers it.</summary>
public sealed record MessageEntry
{
    /// <summary>The message's own id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Where it stands.</summary>
    public required MessageState State { get; init; }

    /// <summary>The chat it is in, or for.</summary>
    public required string ChatId { get; init; }

    /// <summary>Telegram's id of it within the chat; null where it is not known.</summary>
    public long? TelegramMessageId { get; init; }

    /// <summary>Of all parts, where a long text was split.</summary>
    public IReadOnlyList<long>? TelegramMessageIds { get; init; }

    /// <summary>How many requests were made.</summary>
    public int? Attempts { get; init; }

    /// <summary>When it came to this state.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why it failed.</summary>
    public FailureReason? Reason { get; init; }

    /// <summary>More about its end, in words.</summary>
    public string? Detail { get; init; }

    /// <summary>The booking that it belongs to.</summary>
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

    /// <summary>The entry of a message that is in its chat.</summary>
    public static MessageEntry Sent(MessageSent sent) => new()
    {
        MessageId = sent.MessageId,
        State = MessageState.Sent,
        ChatId = sent.ChatId,
        TelegramMessageId = sent.TelegramMessageId > 0 ? sent.TelegramMessageId : null,
        TelegramMessageIds = sent.TelegramMessageIds,
        Attempts = sent.Attempts,
        At = sent.SentAt,
        Detail = sent is { Remark: { } remark, Detail: { } why } ? $"{remark}: {why}" : sent.Remark,
        BookingId = sent.BookingId,
        Template = sent.Template,
        CreatedAt = sent.OrderedAt,
    };

    /// <summary>
    /// True where this takes the place of what is known: a higher state does, <c>unknown</c> and <c>expired</c> do after <c>failed</c>, and <c>unknown</c> after an earlier one, for an operator sent the message once more.
    /// The moment of the newest <c>unknown</c> tells the next choice from the last one.
    /// </summary>
    public bool Follows(MessageEntry known) => State > known.State || (At > known.At && (State, known.State) is (MessageState.Unknown or MessageState.Expired, MessageState.Failed) or (MessageState.Unknown, MessageState.Unknown));

    /// <summary>The step of the timeline that brought it to this state.</summary>
    public TimelineStep Step() => new(At, State == MessageState.Queued ? "accepted" : JsonNamingPolicy.SnakeCaseLower.ConvertName(State.ToString()), Detail, Attempts);

    /// <summary>The step of an operator's choice, in a timeline.</summary>
    public TimelineStep Choice() => Step() with { What = TimelineStep.Resolved };
}

/// <summary>The states in rising order: a fact of a lower or the same one changes nothing. A failed message may be sent after all, or become unknown or expired (an operator moves it back from the error queue).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageState>))]
public enum MessageState
{
    /// <summary>Accepted, and not at its end.</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>Nobody can say whether it is in its chat.</summary>
    [JsonStringEnumMemberName("unknown")] Unknown,

    /// <summary>Its time was over first.</summary>
    [JsonStringEnumMemberName("expired")] Expired,

    /// <summary>Given up.</summary>
    [JsonStringEnumMemberName("failed")] Failed,

    /// <summary>In its chat.</summary>
    [JsonStringEnumMemberName("sent")] Sent,
}

/// <summary>One thing that happened to a message.</summary>
/// <param name="At">When.</param>
/// <param name="What"><c>accepted</c>, <c>deferred</c>, <c>attempt_failed</c>, <c>unknown</c>, <c>expired</c>, <c>failed</c>, <c>sent</c>, <c>edited</c>, <c>scheduled</c>, <c>deleted</c>, <c>resolved</c>.</param>
/// <param name="Why">Telegram's words, or ours.</param>
/// <param name="Attempts">How many requests were made by then.</param>
/// <param name="Until">Until when it waits.</param>
public sealed record TimelineStep(DateTimeOffset At, string What, string? Why = null, int? Attempts = null, DateTimeOffset? Until = null)
{
    /// <summary>What a message's first wait for the limits is called.</summary>
    public const string Deferred = "deferred";

    /// <summary>What an operator's choice for an unknown message is called.</summary>
    public const string Resolved = "resolved";

    /// <summary>True for what can only happen to a message that was sent: of one that is not known (any more) it says nothing.</summary>
    [JsonIgnore]
    public bool IsLate => What is "edited" or "deleted";

    /// <summary>True for an operator's choice for a message that had become unknown.</summary>
    public bool IsChoiceFor(MessageEntry unknown) => What == Resolved && At >= unknown.At;
}
