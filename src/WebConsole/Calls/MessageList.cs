namespace PhStudio.Messaging.WebConsole.Calls;

/// <summary>The answer of <c>GET /messages</c>.</summary>
public sealed record MessageList(IReadOnlyList<MessageItem> Messages, string? Next);

/// <summary>A message and what became of it.</summary>
public sealed record MessageItem(
    Guid MessageId, string State, string ChatId, long? TelegramMessageId, int? Attempts, DateTimeOffset At, string? Reason, string? Detail, string? BookingId, string? Template, DateTimeOffset? CreatedAt,
    IReadOnlyList<MessageStep>? Timeline);

/// <summary>One thing that happened to a message.</summary>
public sealed record MessageStep(DateTimeOffset At, string What, string? Why, int? Attempts, DateTimeOffset? Until);
