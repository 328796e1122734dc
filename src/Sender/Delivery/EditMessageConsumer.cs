using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// Changes a message that was sent before. Of several edits of one message only the one ordered last is made, and none before the message is there.
/// Twice is once: the second finds the edit in place (docs/telegram.md 20). So an edit with an ambiguous outcome is simply made again.
/// </summary>
internal sealed class EditMessageConsumer(MessageRenderer renderer, ErasedOrders erased, ILedger ledger, TelegramSender sender, TelegramClient telegram, DeliveryEvents events, RetryOptions retries, TimeProvider time) : IConsumer<EditMessage>
{
    public async Task Consume(ConsumeContext<EditMessage> context)
    {
        var order = context.Message;
        if (await erased.CleanAsync(order.BookingId, order.Values) is { } values)
        {
            // It goes on without the person, as an order of its own, so that no queue gets this one again.
            await context.Publish(order with { Values = values });
            return;
        }

        if (!await ledger.IsLatestEditAsync(order.TargetMessageId, order.CreatedAt))
        {
            return;
        }

        switch (EditTargets.Decide(await ledger.FindAsync(new LedgerKey(order.TargetMessageId)), order, context.Comebacks()))
        {
            case Target.Known known:
                await EditAsync(context, known);
                break;
            case Target.NotYet notYet:
                await context.ComeBackAsync(notYet.Wait);
                break;
            case Target.Never never:
                await FailAsync(context, order.ChatId, FailureReason.MessageNotFound, never.Why, attempts: 0);
                break;
        }
    }

    private async Task EditAsync(ConsumeContext<EditMessage> context, Target.Known target)
    {
        var order = context.Message;
        Text text;
        try
        {
            text = await renderer.OfAsync(order, target.ChatId);
        }
        catch (UnrenderableException unwritable)
        {
            await FailAsync(context, target.ChatId, unwritable.Reason, unwritable.Message, attempts: 0);
            return;
        }

        var isKnownAsPlain = !context.IsFirst() && await ledger.FindAsync(new LedgerKey(order.MessageId)) is { Learned: var learned } && learned.HasFlag(Learned.PlainText);
        await PostAsync(context, target, isKnownAsPlain ? text.Plain : text, context.Place());
    }

    private async Task PostAsync(ConsumeContext<EditMessage> context, Target.Known target, Text text, long? place)
    {
        switch (await sender.PostAsync(Parcel(context.Message, target, text), place, context.CancellationToken))
        {
            case RequestResult.MustWait wait:
                await context.ComeBackAsync(wait.Until - time.GetUtcNow(), wait.Place);
                break;
            case RequestResult.NotOurs:
                // A later edit was ordered while this one waited: that one will be made.
                break;
            case RequestResult.Answered { Outcome: TelegramOutcome.NotModified or TelegramOutcome.Delivered } done when context.ResponseAddress is not null:
                await events.EditedAsync(context, done.ChatId);
                await context.RespondAsync(new MessageSent
                {
                    MessageId = context.Message.MessageId, ChatId = done.ChatId, TelegramMessageId = target.TelegramMessageId, SentAt = time.GetUtcNow(), BookingId = context.Message.BookingId,
                });
                break;
            case RequestResult.Answered { Outcome: TelegramOutcome.NotModified or TelegramOutcome.Delivered } done:
                await events.EditedAsync(context, done.ChatId);
                break;
            case RequestResult.Answered { Outcome: TelegramOutcome.MalformedMarkup } refused when text.TelegramParseMode is not null:
                // It may have to come back before its next request: then it is plain at once.
                await ledger.LearnAsync(new LedgerKey(context.Message.MessageId), Learned.PlainText);
                await PostAsync(context, target, text.Plain, refused.Place);
                break;
            // Nobody noted that it is a photo: it was sent by others, or the ledger has forgotten it.
            case RequestResult.Answered { Outcome: TelegramOutcome.Permanent { Description: var why } } refused when !target.IsCaption && ErrorTexts.IsCaption(why):
                await PostAsync(context, target with { IsCaption = true }, text, refused.Place);
                break;
            case RequestResult.Answered { Outcome: TelegramOutcome.Transient or TelegramOutcome.Ambiguous or TelegramOutcome.Conflict } failed
                when !retries.IsLast(context.Retries(), context.GetRedeliveryCount()):
                throw new TelegramUnavailableException(failed.Outcome.GetType().Name, failed.Attempt);
            case RequestResult.Answered failed:
                var (reason, detail) = Refusal.Of(failed.Outcome);
                await FailAsync(context, failed.ChatId, reason, detail, failed.Attempt);
                break;
        }
    }

    private OutboundRequest Parcel(EditMessage order, Target.Known target, Text text) => new()
    {
        ChatId = target.ChatId,
        OfItsChatOnly = true,
        // Somebody decided something and looks at the message: it does not wait behind broadcasts. It counts for the group all the same (16).
        Priority = Priority.High,
        Claim = async () => await ledger.IsLatestEditAsync(order.TargetMessageId, order.CreatedAt) ? new Claim.Granted(1) : Overtaken,
        Request = chatId => target.IsCaption
            ? telegram.EditMessageCaptionAsync(new EditMessageCaptionCall
            {
                ChatId = chatId, MessageId = target.TelegramMessageId, Caption = text.Value, ParseMode = text.TelegramParseMode, ReplyMarkup = target.IsAlbum ? null : order.ReplyMarkup,
            })
            : telegram.EditMessageTextAsync(new EditMessageTextCall
            {
                ChatId = chatId, MessageId = target.TelegramMessageId, Text = text.Value, ParseMode = text.TelegramParseMode, ReplyMarkup = order.ReplyMarkup,
                LinkPreviewOptions = LinkPreviewOptions.Of(order.Template),
            }),
    };

    private async Task FailAsync(ConsumeContext<EditMessage> context, string? chatId, FailureReason reason, string? detail, int attempts)
    {
        await events.FailedAsync(context, chatId, reason, detail, attempts);
        throw new DeliveryFailedException(reason, detail);
    }

    private static readonly Claim Overtaken = new Claim.Settled(new LedgerEntry(EntryState.Sent, 0));
}
