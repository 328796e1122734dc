using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Steps;

/// <summary>The saga's steps around the customer.</summary>
public sealed class CustomerSteps(Keyboards keyboards, ReadValues readValues, CallbackAnswers answers, Localizer localizer, DeadlinePlan plan, TimeProvider time)
{
    /// <summary>True for the customer's own buttons.</summary>
    public static bool IsClients(ButtonAction action) => action is ButtonAction.ClientCancel or ButtonAction.ClientCancelYes or ButtonAction.ClientCancelNo;

    /// <summary>Binds the person who opens the link first and tells the state; for all others the link is used, and an older one invalid, and they are told so.</summary>
    public async Task BindAsync(BehaviorContext<BookingDecision, LinkOpened> context)
    {
        var (booking, opened) = (context.Saga, context.Message);
        var binds = booking.Client is null && opened.LinkVersion == booking.LinkVersion;
        if (binds)
        {
            booking.Client = new Customer(opened.ChatId, opened.Language);
            Note(booking, "client_bound", DecisionSource.Customer, opened.ChatId, opened.UserName);
        }
        else if (booking.Client?.ChatId != opened.ChatId && RefusedLinks.IsToBeNoted(booking, opened.ChatId))
        {
            Note(booking, RefusedLinks.What, DecisionSource.Customer, opened.ChatId, opened.UserName);
        }

        if (booking.Client?.ChatId != opened.ChatId || booking.Booking is null)
        {
            await RefuseLinkAsync(context, opened);
        }
        else
        {
            // The first answer waits as long as it must. The link can be opened any number of times, and the answers to that must not pile up.
            await TellAsync(context, "customer_state", $"state:{opened.UpdateId}", threadId: opened.ThreadId, life: binds ? null : RefusedLinks.AnswerLife);
        }
    }

    /// <summary>Makes the links that are out invalid, and unbinds the person who was bound by one; a customer whom the platform named stays.</summary>
    public void RenewLink(BehaviorContext<BookingDecision, RenewBookingLink> context)
    {
        var (booking, order) = (context.Saga, context.Message);
        booking.LinkVersion++;
        if (booking.Client is { } client && client.ChatId != booking.Booking?.ClientChatId)
        {
            FormerCustomer.Unbind(booking); // That nobody is reached stays on the cards until the next customer is.
            booking.HeldNews = null;
        }
        booking.Audit.Add(new AuditEntry { At = time.GetUtcNow(), What = "link_renewed", Who = order.By, From = DecisionSource.Of(context, "").From, Reason = order.Reason });
    }

    /// <summary>The link is used, forged, too old, or of no booking.</summary>
    public Task RefuseLinkAsync(ConsumeContext context, LinkOpened opened) => context.PublishOrderAsync(RefusedLinks.Answer(opened, time.GetUtcNow()));

    /// <summary>Tells the customer how the booking stands now, where the customer is known.</summary>
    public Task TellClientAsync(BehaviorContext<BookingDecision> context)
    {
        var booking = context.Saga;
        if (booking is not { Client: not null, Booking: not null })
        {
            return Task.CompletedTask;
        }
        return TellOrHoldAsync(context, Standing(booking));
    }

    /// <summary>Sends the customer one message for all that the quiet hours held back.</summary>
    public Task TellHeldAsync(BehaviorContext<BookingDecision> context)
    {
        var (booking, held) = (context.Saga, context.Saga.HeldNews);
        booking.HeldNews = null;
        return held is null || booking is not { Client: not null, Booking: not null } ? Task.CompletedTask : TellAsync(context, held.Template ?? Standing(booking), $"outcome:{booking.Revision}");
    }

    private static string Standing(BookingDecision booking) => booking.Decision is null ? "customer_state" : $"customer_{BookingStates.Name(booking)}";

    // Answers to the customer's own actions are sent at once. Held news and new ones become one message: the booking's current state.
    private Task TellOrHoldAsync(BehaviorContext<BookingDecision> context, string template, IReadOnlyDictionary<string, JsonElement>? values = null)
    {
        var booking = context.Saga;
        if (booking.Decision?.From == DecisionSource.Customer || plan.QuietUntil(booking) is not { } until)
        {
            var isMore = booking.HeldNews is not null;
            booking.HeldNews = null;
            return isMore ? TellAsync(context, Standing(booking), $"outcome:{booking.Revision}") : TellAsync(context, template, $"outcome:{booking.Revision}", values);
        }

        booking.HeldNews = new HeldNews(booking.HeldNews?.At ?? until, booking.HeldNews is null && values is null && template == "customer_moved" ? template : null);
        return Task.CompletedTask;
    }

    /// <summary>Tells the customer that the session was moved, where the customer is known.</summary>
    public Task TellOfMoveAsync(BehaviorContext<BookingDecision> context) =>
        context.Saga is { Client: not null, Booking: not null } ? TellOrHoldAsync(context, "customer_moved") : Task.CompletedTask;

    /// <summary>Tells the customer what was corrected, where it concerns the session; a customer who replaces another one reads the current state.</summary>
    public Task TellOfCorrectionAsync(BehaviorContext<BookingDecision> context, Correction correction)
    {
        var booking = context.Saga;
        if (booking.Client is null)
        {
            return Task.CompletedTask;
        }
        return correction.IsOtherChat ? TellOrHoldAsync(context, "customer_state")
            : correction.ConcernsCustomer ? TellOrHoldAsync(context, "customer_changed", CorrectionValues.ForCustomer(booking, correction, time.GetUtcNow()))
            : Task.CompletedTask;
    }

    /// <summary>Reminds the customer of the session. A reminder that comes late, because every process was down, is not sent once the session has begun.</summary>
    public Task RemindClientAsync(BehaviorContext<BookingDecision> context)
    {
        context.Saga.ClientReminded = true;
        if (plan.HasBegun(context.Saga))
        {
            return Task.CompletedTask;
        }
        Note(context.Saga, "client_reminded", "deadline", context.Saga.Client!.ChatId);
        return TellAsync(context, "customer_reminder", $"remind:{context.Saga.Revision}");
    }

    /// <summary>True for the bound customer's press.</summary>
    public static bool MayCancel(BehaviorContext<BookingDecision, ButtonPressed> context) => context.Saga.Client?.ChatId == context.Message.ChatId;

    /// <summary>True when the session has begun: from then on the customer has to ask the studio. "No" is never too late.</summary>
    public bool IsTooLate(BehaviorContext<BookingDecision, ButtonPressed> context) => context.Message.Action != ButtonAction.ClientCancelNo && plan.HasBegun(context.Saga);

    /// <summary>Tells the customer so.</summary>
    public Task AnswerTooLateAsync(BehaviorContext<BookingDecision, ButtonPressed> context) =>
        answers.AnswerAsync(context, "popup_session_begun", alert: true);

    /// <summary>Asks whether the customer means it, or shows the state again.</summary>
    public async Task TurnQuestionAsync(BehaviorContext<BookingDecision, ButtonPressed> context)
    {
        var (booking, press) = (context.Saga, context.Message);
        Edits.Begin(booking, time.GetUtcNow());
        var copy = Under(press);
        var asks = press.Action == ButtonAction.ClientCancel;
        var keyboard = asks ? keyboards.ClientCancelQuestion(booking, copy)
            : CanBeCancelled(booking) ? keyboards.ClientCancel(booking.CorrelationId, booking.KeyboardVersion, copy) : (JsonElement?)null;
        await CallbackAnswers.AcknowledgeAsync(context);
        await EditAsync(context, press, asks ? "customer_cancel_question" : "customer_state", keyboard);
    }

    /// <summary>Answers the customer who cancelled, and closes the question.</summary>
    public async Task AnswerCancelledAsync(BehaviorContext<BookingDecision, ButtonPressed> context)
    {
        Edits.Begin(context.Saga, time.GetUtcNow());
        await answers.AnswerAsync(context, "popup_cancelled", alert: false);
        await EditAsync(context, context.Message, "customer_cancelled", keyboard: null);
    }

    private void Note(BookingDecision booking, string what, string from, string chatId, string? who = null) =>
        booking.Audit.Add(new AuditEntry { At = time.GetUtcNow(), What = what, Who = who, From = from, ChatId = chatId });

    // The consumer looks up the language: the saga does no I/O.
    private async Task TellAsync(BehaviorContext<BookingDecision> context, string template, string purpose, IReadOnlyDictionary<string, JsonElement>? values = null, int? threadId = null, TimeSpan? life = null)
    {
        var booking = context.Saga;
        booking.ClientToldAt = time.GetUtcNow();
        var id = BookingCorrelation.Message(booking.CorrelationId, $"client:{purpose}");
        booking.ClientMessageId = id;
        var order = new SendMessage
        {
            MessageId = id,
            ChatId = booking.Client!.ChatId,
            ThreadId = threadId,
            Template = template,
            Language = booking.Client.Language ?? localizer.DefaultLanguage,
            Values = values ?? readValues.Of(booking, time.GetUtcNow(), booking.Client.Language ?? localizer.DefaultLanguage),
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = time.GetUtcNow() + life,
            BookingId = booking.BookingId,
        };
        await context.Publish(
            new CustomerMessage { Order = order, Booking = booking.CorrelationId, KeyboardVersion = booking.KeyboardVersion, WithButton = CanBeCancelled(booking) },
            c => c.MessageId = id);
    }

    private bool CanBeCancelled(BookingDecision booking) => booking.Decision?.Outcome is null or Outcome.Confirmed && !plan.HasBegun(booking);

    // The press names the message to change and its language; where it names none, it is the last one.
    private Task EditAsync(BehaviorContext<BookingDecision> context, ButtonPressed press, string template, JsonElement? keyboard)
    {
        var booking = context.Saga;
        var isNamed = press.TelegramMessageId != 0;
        if (!isNamed && booking.ClientMessageId is null)
        {
            return Task.CompletedTask; // Sent by a release that kept no id: the popup has said it.
        }

        var edit = new EditMessage
        {
            MessageId = BookingCorrelation.Message(booking.CorrelationId, $"client-edit:{booking.Edits}"),
            TargetMessageId = isNamed ? BookingCorrelation.Message(booking.CorrelationId, $"client-message:{press.TelegramMessageId}") : booking.ClientMessageId!.Value,
            ChatId = isNamed ? press.ChatId : null,
            TelegramMessageId = isNamed ? press.TelegramMessageId : null,
            Template = template,
            Language = press.Language,
            Values = readValues.Of(booking, booking.LastEditAt, press.Language),
            ReplyMarkup = keyboard,
            CreatedAt = booking.LastEditAt,
            BookingId = booking.BookingId,
        };
        return context.PublishOrderAsync(edit);
    }

    private static MessageCopy Under(ButtonPressed press) => new() { MessageId = Guid.Empty, ChatId = press.ChatId, Language = press.Language };
}
