using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.ChatOutages;

/// <summary>The staff chats that nothing reaches now. WebhookProcessor keeps the list, and the Gateway shows it.</summary>
public interface IChatOutages
{
    /// <summary>All of them, by chat.</summary>
    Task<IReadOnlyList<ChatOutage>> AllAsync();

    /// <summary>A message to the chat was refused.</summary>
    /// <returns>The outage as it stands now: the one that had begun before goes on. Null for none: the chat was reached since.</returns>
    Task<ChatOutage?> FailedAsync(string chatId, FailureReason reason, DateTimeOffset at);

    /// <summary>Notes how often it was told; an outage that is over, or began again, stays as it is.</summary>
    Task ToldAsync(ChatOutage outage, int times);

    /// <summary>The chat was reached then: an earlier refusal begins no outage any more. One that has begun stays until <see cref="EndAsync"/>, which is called once its end was told.</summary>
    Task ReachedAsync(string chatId, DateTimeOffset at);

    /// <summary>The chat is reached again. A refusal of before, which may be heard of later, begins no outage: remembered for an hour.</summary>
    /// <returns>False where it was no more in the list, or was refused since (<see cref="ChatOutage.IsEndedBy"/>) and stays there.</returns>
    Task<bool> EndAsync(string chatId, DateTimeOffset at);
}
