using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Health;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Digest;

/// <summary>
/// Sends each staff chat the digest of the day, once. Every process looks: what was sent is noted afterwards, and the messages' ids are computed from day and chat, so that two processes,
/// or one that dies before the note, order the same messages, which the Sender sends once (docs/decisions/0255).
/// </summary>
public sealed partial class DailyDigest(DigestPlan plan, DigestText text, IDigestDays days, IBookingIndexSource index, StaffChats chats, IBus bus, TimeProvider time, ILogger<DailyDigest> logger) : BackgroundService
{
    private static readonly Guid Digests = new("7a4c1e5b-90d6-5c3f-8e2a-64b1d9f0a7c8");
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    private DateOnly? _last;

    /// <summary>Sends what is due. Returns false where nothing was.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (plan.Due() is not { } due || due.Day == _last)
        {
            return false;
        }

        var isNew = !await days.WasSentAsync(due.Day);
        if (isNew)
        {
            var bookings = await index.CurrentAsync(cancellationToken);
            foreach (var chat in chats.ForEverybody())
            {
                var message = Order(due, chat, text.OfDay(bookings, chat.Language));
                await ConfirmedPublish.WithinAsync(token => bus.PublishOrderAsync(message, token), ConfirmedPublish.Background, time, cancellationToken);
            }

            await days.SentAsync(due.Day);
            Log.Sent(logger, due.Day);
        }

        _last = due.Day;
        return isNew;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = new LoopFailures(error => Log.Later(logger, error));
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await failures.TryAsync(() => RunOnceAsync(stoppingToken), stoppingToken);
        }
    }

    private SendMessage Order(DueDigest due, StaffChat chat, string html) => new()
    {
        MessageId = NameBasedId.Of(Digests, $"{due.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}/{chat.ChatId}"),
        ChatId = chat.ChatId,
        ThreadId = chat.ThreadId,
        Language = chat.Language,
        Text = html,
        CreatedAt = time.GetUtcNow(),
        ExpiresAt = due.Until,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The digest of {Day} was sent to the staff chats")]
        public static partial void Sent(ILogger logger, DateOnly day);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The digest could not be sent now ({Error}); it is tried again for six hours, and not on another day")]
        public static partial void Later(ILogger logger, string error);
    }
}
