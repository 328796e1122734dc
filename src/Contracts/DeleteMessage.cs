using System.Text.Json.Serialization;

namespace PhStudio.Messaging.Contracts;

/// <summary>An order to take a message back: not to send it where it still waits, to delete it where it is in its chat. Sent by the Gateway (<c>DELETE /messages/{id}</c>), answered by the Sender with <see cref="MessageDeleted"/>.</summary>
public sealed record DeleteMessage
{
    /// <summary>The <see cref="SendMessage.MessageId"/>.</summary>
    [NotEmptyId]
    public required Guid MessageId { get; init; }
}

/// <summary>The outcome of the order. The answer to <see cref="DeleteMessage"/>.</summary>
public sealed record MessageDeleted
{
    /// <summary>The <see cref="SendMessage.MessageId"/>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>What became of it.</summary>
    public required DeletionOutcome Outcome { get; init; }
}

/// <summary>The outcome of an order to take a message back. On the wire: the snake_case name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeletionOutcome>))]
public enum DeletionOutcome
{
    /// <summary>It still waited, and will not be sent; parts of it that were in the chat are deleted there.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,

    /// <summary>It was in its chat, and was deleted there.</summary>
    [JsonStringEnumMemberName("deleted")] Deleted,

    /// <summary>It was sent more than 48 hours ago (docs/telegram.md 32).</summary>
    [JsonStringEnumMemberName("too_late")] TooLate,

    /// <summary>It is being sent at this moment.</summary>
    [JsonStringEnumMemberName("being_sent")] BeingSent,

    /// <summary>It failed, an operator took it as delivered, or the person to whom it went was erased: there is nothing to delete.</summary>
    [JsonStringEnumMemberName("not_there")] NotThere,

    /// <summary>Nobody can say whether it is in its chat.</summary>
    [JsonStringEnumMemberName("unknown")] Unknown,

    /// <summary>Telegram refused to delete it.</summary>
    [JsonStringEnumMemberName("refused")] Refused,

    /// <summary>Telegram did not answer.</summary>
    [JsonStringEnumMemberName("unavailable")] Unavailable,
}
