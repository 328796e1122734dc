using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram;
using PhStudio.Messaging.Telegram.Updates;
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
public sealed class ReasonPromptConsumer(ISessions sessions, Keyboards keyboards, TimeProvider time) : IConsumer<ReasonAwaited>
{
    private const int MaxAsked = 20;

    private static readonly JsonElement ForceReply = JsonSerializer.SerializeToElement(new Dictionary<string, object>(StringComparer.Ordinal) { ["force_reply"] = true, ["selective"] = true });

    public async Task Consume(ConsumeContext<ReasonAwaited> context)
    {
        var asked = context.Message;
        var awaited = new AwaitedReason(asked.Booking, asked.BookingId, asked.KeyboardVersion, asked.Until, asked.Press, asked.IsNote == true);
        await sessions.ChangeAsync(asked.ChatId, asked.UserId, session =>
        {
            // The order may come again after a later one: the newest is the question that was asked last.
            var newest = session.Earlier.Append(session.Awaited).OfType<AwaitedReason>().Append(awaited).OrderByDescending(reason => reason.Until).DistinctBy(reason => (reason.Booking, reason.IsNote)).Take(MaxAsked + 1).ToList();
            return session with { Awaited = newest[0], Earlier = [.. newest.Skip(1).Reverse()] };
        });
        if (!ChatId.IsPrivate(asked.ChatId))
        {
            await sessions.ChangeAsync(asked.ChatId, User.AnonymousAdministrator, session => session with
            {
                AskedInGroup = [.. session.AskedInGroup.Where(other => other.UserId != asked.UserId || !other.Reason.IsReplacedBy(awaited)).TakeLast(MaxAsked - 1), new AskedInGroup(awaited, asked.UserId)],
            });
        }

        var id = BookingCorrelation.Message(asked.Booking, $"prompt:{asked.ChatId}:{asked.UserId}:{asked.Until.UtcTicks}");
        await context.PublishOrderAsync(new SendMessage
        {
            MessageId = id,
            ChatId = asked.ChatId,
            ThreadId = asked.ThreadId,
            Template = asked.IsNote == true ? "note_prompt" : "reason_prompt",
            Language = asked.Language,
            Values = Localizer.Values(("booking_id", asked.BookingId), ("user_id", asked.UserId), ("user_name", asked.UserName)),
            ReplyMarkup = ChatId.IsPrivate(asked.ChatId) ? keyboards.CallOff(asked) : ForceReply,
            Priority = Priority.High,
            CreatedAt = time.GetUtcNow(),
        });
    }
}
