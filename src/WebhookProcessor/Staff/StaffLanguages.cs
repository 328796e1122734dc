using PhStudio.Messaging.WebhookProcessor.Platform;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>
/// The language of a staff chat: the one that a manager chose there, else that of the settings. It is needed for each message, so it is kept in memory and read again every few seconds;
/// a choice made in this process applies at once. While Redis is unavailable the last known one applies.
/// </summary>
public sealed class StaffLanguages(StaffChats chats, IChatLanguages store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>A manager chose the language of a chat.</summary>
    /// <param name="chatId">The chat, as the settings name it.</param>
    /// <param name="language">The language.</param>
    public async Task ChooseAsync(string chatId, string language)
    {
        await store.SetAsync(chatId, language);
        chats.Chosen = await store.AllAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                chats.Chosen = await store.AllAsync();
            }
            catch (Exception e) when (OutageRetry.IsOutage(e))
            {
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
