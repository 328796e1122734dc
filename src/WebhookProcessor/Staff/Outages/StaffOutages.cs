using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;

namespace PhStudio.Messaging.WebhookProcessor.Staff.Outages;

/// <summary>Begins the outage of a staff chat, and tells it: once, and once a day. What was told is noted last, and every notice has an id computed from the outage.</summary>
public sealed class StaffOutages(IChatOutages outages, OutageNotices notices, TimeProvider time)
{
    private static readonly TimeSpan RemindAfter = TimeSpan.FromDays(1);

    /// <summary>The chat could not be reached then. An outage that had begun goes on; one that is over begins no more.</summary>
    /// <returns>False where the chat was reached since.</returns>
    public async Task<bool> FailedAsync(ConsumeContext context, string chatId, FailureReason reason, DateTimeOffset at)
    {
        if (await outages.FailedAsync(chatId, reason, at) is not { } outage)
        {
            return false;
        }

        if (outage.Told == 0)
        {
            await TellAsync(context, outage);
        }

        return true;
    }

    /// <summary>The chat was reached then. An outage that is known ends when that is told.</summary>
    public Task ReachedAsync(string chatId, DateTimeOffset at) => outages.ReachedAsync(chatId, at);

    /// <summary>Tells it once more, and wakes up for the next time.</summary>
    public async Task TellAsync(ConsumeContext context, ChatOutage outage)
    {
        await notices.TellAsync(context, outage);
        await context.SchedulePublish((time.GetUtcNow() + RemindAfter).UtcDateTime, new OutageReminder { ChatId = outage.ChatId, Since = outage.Since, Told = outage.Told + 1 });
        await outages.ToldAsync(outage, outage.Told + 1);
    }
}
