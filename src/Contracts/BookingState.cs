using System.ComponentModel.DataAnnotations;

namespace PhStudio.Messaging.Contracts;

/// <summary>A question for one booking. Sent by the Gateway, answered by WebhookProcessor with <see cref="BookingState"/> or <see cref="BookingNotFound"/>.</summary>
public sealed record GetBooking
{
    /// <summary>The platform's own id of the booking.</summary>
    [Required, StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public required string BookingId { get; init; }
}

/// <summary>Where a booking stands now. The answer to <see cref="GetBooking"/>, <see cref="ConfirmBooking"/>, <see cref="RejectBooking"/>, <see cref="CancelBooking"/> and, where somebody waits, <see cref="BookingRescheduled"/>, <see cref="BookingChanged"/>, <see cref="ReopenBooking"/>, <see cref="RefuseUndo"/> and <see cref="RenewBookingLink"/>.</summary>
public sealed record BookingState
{
    /// <summary>The platform's own id of the booking.</summary>
    public required string BookingId { get; init; }

    /// <summary><c>awaiting_decision</c>, <c>confirmed</c>, <c>rejected</c>, <c>cancelled</c> or <c>expired</c>.</summary>
    public required string State { get; init; }

    /// <summary>False when the answered order could not be carried out: somebody had decided before, or there is no decision to keep. Default: true.</summary>
    public bool Applied { get; init; } = true;

    /// <summary>Who decided, as shown to people; null while nobody did.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was decided; null while nobody did.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why, in the decider's words.</summary>
    public string? Reason { get; init; }

    /// <summary>What the customer was told with the confirmation; null for nothing.</summary>
    public string? AdditionalInfo { get; init; }

    /// <summary>The booking as it came; null when a decision came before the booking did.</summary>
    public BookingCreated? Booking { get; init; }

    /// <summary>When the booking first came.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the first message about it reached a staff chat; null while none did.</summary>
    public DateTimeOffset? StaffNotifiedAt { get; init; }

    /// <summary>Why staff could not be told, a <see cref="FailureReason"/> name; null when nothing failed.</summary>
    public string? NotificationFailure { get; init; }

    /// <summary>The audit, oldest first.</summary>
    public IReadOnlyList<AuditEntry>? Audit { get; init; }

    /// <summary>The messages that show it in chats, as far as they were ordered; their states the Gateway knows.</summary>
    public IReadOnlyList<BookingMessage>? Messages { get; init; }
}

/// <summary>A message about a booking.</summary>
public sealed record BookingMessage
{
    /// <summary>The <see cref="SendMessage.MessageId"/>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The chat that it is in, or for.</summary>
    public required string ChatId { get; init; }

    /// <summary>Telegram's id of it; null while it is not known.</summary>
    public long? TelegramMessageId { get; init; }

    /// <summary><c>queued</c>, <c>sent</c>, <c>failed</c>, <c>expired</c> or <c>unknown</c>; null where it is not asked for, or nobody knows it any more.</summary>
    public string? State { get; init; }

    // WebhookProcessor, which does not know the state of one that waits, says when that one was ordered.
    /// <summary>When it came to that state.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Its template; null where it has none, or it is not known.</summary>
    public string? Template { get; init; }

    /// <summary>Why it failed, or what was done to get it through.</summary>
    public string? Detail { get; init; }
}

/// <summary>One thing that somebody or something did to a booking.</summary>
public sealed record AuditEntry
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What: <c>created</c>, <c>notified</c>, <c>confirmed</c>, <c>rejected</c>, <c>cancelled</c>, <c>expired</c>, <c>undone</c>, <c>reopened</c>, <c>undo_refused</c>, <c>rescheduled</c>, <c>changed</c>, <c>passed_over</c> (a move or a correction that was wished for before what stands; its fields are the reason), <c>erased</c> (the person was), <c>former_erased</c> (what it came with was, and was corrected since), <c>reminded</c>, <c>escalated</c>, <c>snoozed</c>, <c>snooze_ended</c>, <c>manager_not_reached</c>, <c>asked_elsewhere</c> (its staff chat could not be reached),
    /// and of the customer <c>client_bound</c> (opened the link), <c>link_refused</c> (somebody else did), <c>link_renewed</c> (older links are invalid), <c>client_reminded</c>, <c>client_not_reached</c>, <c>client_reached</c>.</summary>
    public required string What { get; init; }

    /// <summary>Who, as shown to people; null for the system itself.</summary>
    public string? Who { get; init; }

    /// <summary>From where: <c>chat</c>, <c>http</c>, <c>bus</c>, <c>deadline</c>, <c>customer</c>.</summary>
    public required string From { get; init; }

    /// <summary>In which of Telegram's chats, where it was in one.</summary>
    public string? ChatId { get; init; }

    /// <summary>The reason given, if any.</summary>
    public string? Reason { get; init; }

    /// <summary>What was changed from what to what, of a correction.</summary>
    public IReadOnlyList<FieldChange>? Changes { get; init; }

    /// <summary>What the customer was told with a confirmation, if anything.</summary>
    public string? AdditionalInfo { get; init; }
}

/// <summary>No booking of that id is known. The answer to the same orders and questions as <see cref="BookingState"/>.</summary>
public sealed record BookingNotFound
{
    /// <summary>The id that was asked for.</summary>
    public required string BookingId { get; init; }
}
