using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.ChatOutages;

/// <summary>A staff chat that cannot be reached.</summary>
/// <param name="ChatId">The chat, as the settings name it.</param>
/// <param name="Reason">Why it was refused last.</param>
/// <param name="Since">Since when.</param>
/// <param name="FailedAt">When a message to it was refused last.</param>
/// <param name="Told">How often the fallback and the platform were told: once, and once a day since.</param>
public sealed record ChatOutage(string ChatId, FailureReason Reason, DateTimeOffset Since, DateTimeOffset FailedAt, int Told)
{
    /// <summary>By so much the clocks of two Senders may differ: a refusal of up to so much later than an end may be of before it.</summary>
    public static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(1);

    /// <summary>True where nothing was refused after the chat was reached at that time. The end may be heard of late, and then it is not that of what was refused since.</summary>
    public bool IsEndedBy(DateTimeOffset at) => FailedAt <= at + ClocksDiffer;

    /// <summary>True for a refusal that concerns the chat and not the message.</summary>
    public static bool IsOfChat(FailureReason reason) => reason is FailureReason.Blocked or FailureReason.Kicked or FailureReason.ChatNotFound or FailureReason.Forbidden;
}
