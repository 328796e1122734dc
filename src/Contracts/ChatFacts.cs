namespace PhStudio.Messaging.Contracts;

/// <summary>
/// Nothing reaches a staff chat: the bot was blocked or removed there, may not write there, or the chat is gone. Published by WebhookProcessor once when that begins and once a day
/// while it lasts. Bookings are asked in the fallback meanwhile (<c>STAFF_FALLBACK_CHAT</c>, else the managers' own chats).
/// </summary>
public sealed record ChatUnreachable
{
    /// <summary>The chat, as the settings name it.</summary>
    public required string ChatId { get; init; }

    /// <summary>Why: <see cref="FailureReason.Blocked"/>, <see cref="FailureReason.Kicked"/>, <see cref="FailureReason.ChatNotFound"/> or <see cref="FailureReason.Forbidden"/>.</summary>
    public required FailureReason Reason { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When this was said.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How often it was said before: 0 for the first time, then once a day.</summary>
    public int Reminder { get; init; }
}

/// <summary>A chat that refused messages takes them again, or somebody wrote there. Published by the Sender, once for each time that it had refused.</summary>
public sealed record ChatReachable
{
    /// <summary>The chat, as the refused messages named it.</summary>
    public required string ChatId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
