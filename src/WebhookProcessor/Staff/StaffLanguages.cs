using PhStudio.Messaging.ServiceDefaults.Health;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>
/// The language of a staff chat: the one that a manager chose there, else that of the settings. It is needed for each message, so it is kept in memory and read again every few seconds;
/// a choice made in this process applies at once. While Redis is unavailable the last known one applies.
/// </summary>
public sealed partial class StaffLanguages(StaffChats chats, IChatLanguages store, TimeProvider time, ILogger<StaffLanguages> logger) : BackgroundService
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
        var failures = new LoopFailures(error => Log.Later(logger, error));
        while (!cancellationToken.IsCancellationRequested)
        {
            await failures.TryAsync(async () => chats.Chosen = await store.AllAsync(), cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The languages of the staff chats could not be read ({Error}); the last known ones apply")]
        public static partial void Later(ILogger logger, string error);
    }
}
