namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// Which updates were handled. Telegram repeats them and does not number them in order over weeks, so the ids
/// themselves are remembered: for two days (docs/telegram.md 12), and those of commands for an hour, since an older command is not carried out.
/// </summary>
public interface ISeenUpdates
{
    /// <summary>True when the update was handled before.</summary>
    Task<bool> ContainsAsync(long updateId);

    /// <summary>Remembers that the update was handled.</summary>
    /// <param name="updateId">Telegram's id of it.</param>
    /// <param name="memory">For how long. Default: two days.</param>
    Task AddAsync(long updateId, TimeSpan? memory = null);
}
