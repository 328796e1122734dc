using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Reasons;

/// <summary>
/// Stores whose text is awaited, and only then asks for it, so that no answer comes before it is stored.
/// In a group it asks for a reply, because a bot receives nothing else there, and only from the person that the text mentions (Telegram's <c>selective</c>):
/// no other member's app opens a reply. In a private chat the next text counts, and a button cancels it. Running twice stores the same and asks once.
/// </summary>
public sealed class ReasonPromptConsumer(ISessions sessions, Keyboards keyboards, Localizer localizer, TimeProvider time) : IConsumer<ReasonAwaited>, IConsumer<ReasonTakenBack>
{
    private static readonly JsonElement ForceReply = JsonSerializer.SerializeToElement(new Dictionary<string, object>(StringComparer.Ordinal) { ["force_reply"] = true, ["selective"] = true });

    public async Task Consume(ConsumeContext<ReasonAwaited> context)
    {
        var asked = context.Message;
        var template = asked.IsNote == true ? "note_prompt" : "reason_prompt";
        (string Name, object? Value)[] values = [("booking_id", asked.BookingId), ("user_id", asked.UserId), ("user_name", asked.UserName)];
        var prompt = PromptText.Mark(TelegramMarkup.Visible(localizer.Html(template, asked.Language, values)));
        var awaited = new AwaitedReason(asked.Booking, asked.BookingId, asked.KeyboardVersion, asked.Until, asked.Press, asked.IsNote == true, prompt);
        await sessions.ChangeAsync(asked.ChatId, asked.UserId, session => session.Asking(awaited));
        if (!ChatId.IsPrivate(asked.ChatId))
        {
            await sessions.ChangeAsync(asked.ChatId, User.AnonymousAdministrator, session => session.AskingInGroup(new AskedInGroup(awaited, asked.UserId)));
        }

        var id = BookingCorrelation.Message(asked.Booking, $"prompt:{asked.ChatId}:{asked.UserId}:{asked.Until.UtcTicks}");
        await context.PublishOrderAsync(new SendMessage
        {
            MessageId = id,
            ChatId = asked.ChatId,
            ThreadId = asked.ThreadId,
            Template = template,
            Language = asked.Language,
            Values = Localizer.Values(values),
            ReplyMarkup = ChatId.IsPrivate(asked.ChatId) ? keyboards.CallOff(asked) : ForceReply,
            Priority = Priority.High,
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = asked.Until, // Whatever was answered then would be too late.
        });
    }

    public Task Consume(ConsumeContext<ReasonTakenBack> context)
    {
        var back = context.Message;
        return sessions.ChangeAsync(back.ChatId, back.UserId, session => session.TakingBack(back.Booking, back.At));
    }
}
