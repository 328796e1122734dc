using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Staff.Outages;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// Follows what Telegram says of the bot's own place in the staff chats. Where it was removed, blocked or may not write, nothing sent there has to fail first: the outage begins, and what is open there is
/// asked in the chats that stand in. Running twice asks and tells the same.
/// </summary>
public sealed class StaffStanding(StaffChats chats, ChatNames chatNames, IChatMoves moves, StaffFallback fallback, StaffOutages outages, IBookingLists lists, TimeProvider time)
{
    /// <summary>Follows one change.</summary>
    public async Task FollowAsync(ConsumeContext context, ChatMemberUpdated member)
    {
        var number = member.Chat.Id.ToString(CultureInfo.InvariantCulture);
        if (chats.NameOf(await chatNames.OfAsync(member.Chat)) is not { } name || await moves.AfterAsync(number) is not null)
        {
            return; // Nobody is in a group that became a supergroup.
        }

        // The settings may know the group by the number that it had before, and so do its cards and its failed messages.
        var chatId = chats.Contains([number]) ? number : name;
        var at = member.Date ?? time.GetUtcNow();
        if (member is { IsMember: true, MayWrite: true })
        {
            // Before what is told of it arrives: a removal of before, read just after this, is over.
            await outages.ReachedAsync(chatId, at);
            await context.Publish(new ChatReachable { ChatId = number, At = at });
            return;
        }

        if (!await outages.FailedAsync(context, chatId, member.IsMember ? FailureReason.Forbidden : ChatId.IsPrivate(number) ? FailureReason.Blocked : FailureReason.Kicked, at))
        {
            return; // The bot is back: the two updates were read the other way round.
        }

        foreach (var booking in await lists.OpenAsync())
        {
            foreach (var chat in fallback.InsteadOf(name))
            {
                await context.Publish(
                    new ShowBookingAgain { CorrelationId = booking, ChatId = chat.ChatId, ThreadId = chat.ThreadId, Language = chat.Language, InsteadOf = chatId, Occasion = $"instead:{chatId}" },
                    c => c.MessageId = BookingCorrelation.Message(booking, $"instead:{chatId}:{chat.ChatId}:{at.UtcTicks}"));
            }
        }
    }
}
