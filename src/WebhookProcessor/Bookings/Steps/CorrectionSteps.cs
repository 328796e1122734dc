using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps around a booking that the platform corrects.</summary>
public sealed class CorrectionSteps(BookingSteps steps, AskSteps asks, DeadlineSteps deadlines, CustomerSteps client, StaffChats chats, StaffMessages messages, WishSteps wishes, TimeProvider time)
{
    /// <summary>Corrects a booking that waits or is confirmed: a waiting caller gets the answer, staff and customer read what changed. Where nothing changed nobody is told.</summary>
    public async Task CorrectAsync(BehaviorContext<BookingDecision, BookingChanged> context)
    {
        if (Errors(context) is { Count: > 0 } errors)
        {
            await RefuseAsync(context, errors);
            return;
        }

        var correction = Record(context);
        await BookingSteps.AnswerOrderAsync(context, applied: true);
        if (correction is null)
        {
            return;
        }

        await TellStaffAsync(context, correction);
        await client.TellOfCorrectionAsync(context, correction);
        await BookingSteps.UpdateIndexAsync(context);
        await deadlines.SetDeadlineAsync(context);
    }

    /// <summary>Corrects a booking that is over, by a fact from the platform, which cannot be refused: the cards show it, and nobody is notified.</summary>
    public async Task CorrectClosedAsync(BehaviorContext<BookingDecision, BookingChanged> context)
    {
        if (Errors(context) is { Count: > 0 } errors)
        {
            await RefuseAsync(context, errors);
            return;
        }

        if (Record(context) is null)
        {
            return;
        }

        await steps.TellStaffAsync(context);
        await BookingSteps.UpdateIndexAsync(context);
        await deadlines.SetDeadlineAsync(context);
    }

    private IReadOnlyDictionary<string, string[]>? Errors(BehaviorContext<BookingDecision, BookingChanged> context) => Of(context)?.Errors;

    // What a later wish has said already is left as it stands.
    private Correction? Of(BehaviorContext<BookingDecision, BookingChanged> context) =>
        context.Saga.Booking is { } known ? Correction.Of(known, context.Message, wishes.PassedOver(context, BookingFields.Of(context.Message))) : null;

    // Where nobody waits the error queue has the reason.
    private static Task RefuseAsync(BehaviorContext<BookingDecision, BookingChanged> context, IReadOnlyDictionary<string, string[]> errors) => context.ResponseAddress is null
        ? throw new InvalidMessageException(MessageValidator.Sentence(typeof(BookingChanged), errors))
        : context.RespondAsync(new BookingChangeRefused
        {
            BookingId = context.Saga.BookingId,
            Fields = [.. errors.SelectMany(error => error.Value, (error, rule) => new RefusedField { Field = error.Key, Rule = rule })],
        });

    private Correction? Record(BehaviorContext<BookingDecision, BookingChanged> context)
    {
        var booking = context.Saga;
        wishes.Record(context, BookingFields.Of(context.Message), context.Message.By);
        if (booking.Booking is not { } known || Of(context) is not { Fields.Count: > 0 } correction)
        {
            return null;
        }

        booking.CameAs ??= known;
        booking.Booking = correction.After;
        booking.Revision++;
        if (correction.IsShown)
        {
            booking.KeyboardVersion++; // Buttons of the old content are outdated.
        }
        if (correction.IsMove)
        {
            booking.ClientReminded = false;
            booking.Former = new FormerSession(known.Date, known.TimeSlots, booking.Revision);
        }
        if (correction is { IsOtherChat: true, After.ClientChatId: { } chat })
        {
            var bound = booking.Client;
            if (bound?.ChatId != chat)
            {
                FormerCustomer.Unbind(booking); // Who opened the link, and is named only now, stays the customer.
            }
            var same = bound?.ChatId == chat ? bound : null;
            booking.Client = new Customer(chat, correction.After.ClientLanguage ?? same?.Language, same?.HeardAt);
        }
        else if (correction.IsOtherLanguage && booking.Client is { } customer && customer.ChatId == correction.After.ClientChatId)
        {
            booking.Client = customer with { Language = correction.After.ClientLanguage }; // Who opened the link keeps the language of the app.
        }
        booking.Audit.Add(new AuditEntry
        {
            At = time.GetUtcNow(),
            What = "changed",
            Who = context.Message.By,
            From = context.ResponseAddress is null ? "bus" : "http",
            Changes = correction.Fields,
        });
        return correction;
    }

    // Editing a card notifies nobody, so a separate message says what changed; a chat that the booking concerns only now is asked like the others were.
    private async Task TellStaffAsync(BehaviorContext<BookingDecision> context, Correction correction)
    {
        var booking = context.Saga;
        if (!correction.IsShown)
        {
            return;
        }

        await steps.TellStaffAsync(context);
        foreach (var chat in booking.Copies.Where(copy => !copy.Shown).DistinctBy(copy => (copy.ChatId, copy.ThreadId)).ToList())
        {
            var told = StaffMessages.InReplyTo(chat, new SendMessage
            {
                MessageId = BookingCorrelation.Message(booking.CorrelationId, $"changed:{chat.ChatId}:{chat.ThreadId}:{booking.Revision}"),
                ChatId = chat.ChatId,
                ThreadId = chat.ThreadId,
                Template = "booking_changed",
                Language = chat.Language,
                Values = CorrectionValues.ForStaff(booking, correction, time.GetUtcNow()),
                Priority = Priority.High,
                CreatedAt = time.GetUtcNow(),
                BookingId = booking.BookingId,
            });
            await context.Publish(told, c => c.MessageId = told.MessageId);
        }

        if (booking.Decision is not null || await asks.HoldAgainAsync(context))
        {
            return;
        }

        foreach (var chat in chats.For(booking.Booking!))
        {
            if (booking.Copies.Exists(copy => copy.ChatId == chat.ChatId && copy.ThreadId == chat.ThreadId))
            {
                continue;
            }

            var copy = StaffMessages.Copy(booking, chat, $"changed:{booking.Revision}", time.GetUtcNow());
            MessageCopies.Add(booking, copy);
            await context.PublishOrderAsync(messages.Question(booking, copy, time.GetUtcNow()));
        }
    }
}
