using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Staff.Outages;

/// <summary>Tells the fallback and the platform of a staff chat that cannot be reached. A repeated notice has the same ids.</summary>
public sealed partial class OutageNotices(StaffFallback fallback, TimeProvider time, ILogger<OutageNotices> logger)
{
    private static readonly Guid Notices = new("5d0c8a52-0f0e-5d62-9a8b-3c1f7e2b9d04");

    /// <summary>That it has begun, or still lasts.</summary>
    public async Task TellAsync(ConsumeContext context, ChatOutage outage)
    {
        var instead = fallback.InsteadOf(outage.ChatId);
        Log.Unreachable(logger, outage.ChatId, outage.Reason, outage.Since, instead.Count == 0 ? "nobody" : string.Join(", ", instead.Select(chat => chat.ChatId)));
        foreach (var chat in instead)
        {
            await SendAsync(context, outage, chat, $"outage:{outage.Told}", "chat_unreachable", Priority.Critical,
                ("chat_id", outage.ChatId), ("chat_problem", JsonSerializer.SerializeToElement(outage.Reason).GetString()), ("since", outage.Since));
        }

        await context.Publish(
            new ChatUnreachable { ChatId = outage.ChatId, Reason = outage.Reason, Since = outage.Since, At = time.GetUtcNow(), Reminder = outage.Told },
            c => c.MessageId = Id(outage, $"platform:{outage.Told}"));
    }

    /// <summary>That it is over, to those who stood in for the chat; the chat itself gets no word.</summary>
    public async Task TellEndAsync(ConsumeContext context, ChatOutage outage)
    {
        Log.Reachable(logger, outage.ChatId);
        foreach (var chat in fallback.InsteadOf(outage.ChatId))
        {
            await SendAsync(context, outage, chat, "over", "chat_reachable", Priority.Normal, ("chat_id", outage.ChatId));
        }
    }

    private async Task SendAsync(ConsumeContext context, ChatOutage outage, StaffChat chat, string occasion, string template, Priority priority, params (string, object?)[] values)
    {
        var id = Id(outage, $"{occasion}:{chat.ChatId}");
        await context.PublishOrderAsync(new SendMessage
        {
            MessageId = id, ChatId = chat.ChatId, ThreadId = chat.ThreadId, Template = template, Language = chat.Language, Values = Localizer.Values(values), Priority = priority, CreatedAt = time.GetUtcNow(),
        });
    }

    private static Guid Id(ChatOutage outage, string purpose) => NameBasedId.Of(Notices, $"{outage.ChatId}/{outage.Since.ToUnixTimeMilliseconds()}/{purpose}");

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The staff chat {ChatId} cannot be reached since {Since:u} ({Reason}): its bookings are asked in {Instead}. Add the bot there again, or name another chat in TELEGRAM_CHAT_ID or STAFF_CHATS.")]
        public static partial void Unreachable(ILogger logger, string chatId, FailureReason reason, DateTimeOffset since, string instead);

        [LoggerMessage(Level = LogLevel.Information, Message = "The staff chat {ChatId} can be reached again")]
        public static partial void Reachable(ILogger logger, string chatId);
    }
}
