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
    /// <summary>True for a refusal that concerns the chat and not the message.</summary>
    public static bool IsOfChat(FailureReason reason) => reason is FailureReason.Blocked or FailureReason.Kicked or FailureReason.ChatNotFound or FailureReason.Forbidden;
}
