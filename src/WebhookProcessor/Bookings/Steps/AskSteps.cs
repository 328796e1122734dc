using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps that ask staff: at once, after the quiet hours, or again because somebody wants it.</summary>
public sealed class AskSteps(StaffChats chats, StaffMessages messages, DeadlinePlan plan, TimeProvider time)
{
    private static readonly Guid Mornings = new("3e8f5c0a-8a5d-5a6e-b1f4-6b0d2f7c9e13");

    /// <summary>Sends the question, with the customer's pictures, to every staff chat that the booking concerns, or leaves it to the end of the quiet hours. Where another system asked before, its card is the question.</summary>
    public async Task AskStaffAsync(BehaviorContext<BookingDecision> context)
    {
        if (MessageCopies.TakeCard(context.Saga, chats) || (context.Saga.AskAt = plan.AskAt(context.Saga)) is not null)
        {
            return;
        }

        await AskFirstAsync(context);
    }

    /// <summary>Decides again how long a held question waits, after the booking changed: it is asked now where the end of the quiet hours would be too late.</summary>
    /// <returns>False where no question was held back: staff have their cards.</returns>
    public async Task<bool> HoldAgainAsync(BehaviorContext<BookingDecision> context)
    {
        var booking = context.Saga;
        if (booking.AskAt is null || booking.Decision is not null)
        {
            return false;
        }

        booking.AskAt = plan.AskAt(booking);
        if (booking.AskAt is null)
        {
            booking.AskedAt = time.GetUtcNow();
            await AskFirstAsync(context);
        }

        return true;
    }

    private Task AskFirstAsync(BehaviorContext<BookingDecision> context) => AskStaffAsync(context, "first", "booking_notification", withPictures: true);

    private Task ShowPicturesAsync(BehaviorContext<BookingDecision> context, MessageCopy copy) =>
        StaffMessages.Pictures(context.Saga, copy, time.GetUtcNow()) is { } pictures ? context.PublishOrderAsync(pictures) : Task.CompletedTask;

    /// <summary>Sends the question that the quiet hours held back. In each chat a head comes before the first of the morning, ordered by every booking and sent once.</summary>
    public async Task AskHeldAsync(BehaviorContext<BookingDecision> context)
    {
        var booking = context.Saga;
        var morning = booking.AskAt!.Value;
        booking.AskAt = null;
        booking.AskedAt = time.GetUtcNow();
        foreach (var chat in chats.For(booking.Booking!))
        {
            var head = NameBasedId.Of(Mornings, $"{chat.ChatId}/{chat.ThreadId}/{morning.ToUnixTimeSeconds()}");
            await context.Publish(
                new SendMessage { MessageId = head, ChatId = chat.ChatId, ThreadId = chat.ThreadId, Template = "morning_head", Language = chat.Language, Priority = Priority.High, CreatedAt = time.GetUtcNow() },
                c => c.MessageId = BookingCorrelation.Message(booking.CorrelationId, $"morning:{head:N}"));
            var copy = StaffMessages.Copy(booking, chat, "first", time.GetUtcNow());
            MessageCopies.Add(booking, copy);
            await context.PublishOrderAsync(messages.Question(booking, copy, time.GetUtcNow()) with { After = head });
            await ShowPicturesAsync(context, copy);
        }
    }

    /// <summary>Sends the question on an occasion of its own: the same occasion again is the same message.</summary>
    public async Task AskStaffAsync(BehaviorContext<BookingDecision> context, string occasion, string template, bool withPictures)
    {
        foreach (var chat in chats.For(context.Saga.Booking!))
        {
            var copy = StaffMessages.Copy(context.Saga, chat, occasion, time.GetUtcNow());
            MessageCopies.Add(context.Saga, copy);
            await context.PublishOrderAsync(messages.Question(context.Saga, copy, time.GetUtcNow(), template));
            if (withPictures)
            {
                await ShowPicturesAsync(context, copy);
            }
        }
    }

    /// <summary>Sends the question again with fresh buttons, because somebody asked for it.</summary>
    public Task ShowAgainAsync(BehaviorContext<BookingDecision, ShowBookingAgain> context)
    {
        var show = context.Message;
        var copy = StaffMessages.Copy(context.Saga, new StaffChat(show.ChatId, show.ThreadId, show.Language), $"show:{show.Occasion}", time.GetUtcNow()) with { Shown = true };
        MessageCopies.Add(context.Saga, copy);
        return context.PublishOrderAsync(messages.Question(context.Saga, copy, time.GetUtcNow(), "pending_item") with { After = show.After });
    }
}
