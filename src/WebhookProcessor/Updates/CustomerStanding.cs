using MassTransit;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// Follows who blocks the bot, and who takes that back: the cards of that customer's bookings ahead say so before any news fails. Anybody can do that any number of times, so it counts
/// into the limits of strangers; past them the next news tells. Running twice changes nothing.
/// </summary>
public sealed class CustomerStanding(IBookingIndexSource index, StrangerLimits limits, StudioClock clock)
{
    /// <summary>Follows one change in a private chat.</summary>
    public async Task FollowAsync(ConsumeContext context, ChatMemberUpdated member)
    {
        if (!member.Chat.IsPrivate || !limits.TryTake(context, member.Chat.Id, member.Chat.Id))
        {
            return;
        }

        var chat = member.Chat.Id.ToString(CultureInfo.InvariantCulture);
        foreach (var row in (await index.CurrentAsync(context.CancellationToken)).Where(row => IsAhead(row) && row.Chats.Contains(chat)))
        {
            await context.Publish(new CustomerChatChanged { CorrelationId = row.Booking, ChatId = chat, IsBlocked = !member.IsMember, At = member.Date ?? clock.Now });
        }
    }

    private bool IsAhead(BookingRow row) => row.Summary.State == BookingRow.Waiting || row.Summary.State == BookingRow.Confirmed && row.Summary.Date >= clock.Today;
}
