using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;
using PhStudio.Messaging.Sender.Lanes;
using PhStudio.Messaging.Sender.Ledger;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Edits;

/// <summary>
/// Changes a message that was sent before. Of several edits of one message only the one ordered last is made, and none before the message is there.
/// Twice is once: the second finds the edit in place (TELEGRAM.md 20). So an edit with an ambiguous outcome is simply made again.
/// </summary>
internal sealed class EditMessageConsumer(Wording wording, ILedger ledger, PostOffice office, TelegramClient telegram, Facts facts, RetryOptions retries, TimeProvider time) : IConsumer<EditMessage>
{
    public async Task Consume(ConsumeContext<EditMessage> context)
    {
        var order = context.Message;
        if (!await ledger.IsLatestEdit(order.TargetMessageId, order.CreatedAt))
        {
            return;
        }

        switch (Targets.Decide(await ledger.Find(new LedgerKey(order.TargetMessageId)), order, context.Comebacks()))
        {
            case Target.Known known:
                await Edit(context, known);
                break;
            case Target.NotYet notYet:
                await context.ComeBack(notYet.Wait);
                break;
            case Target.Never never:
                await Fail(context, order.ChatId, FailureReason.MessageNotFound, never.Why, attempts: 0);
                break;
        }
    }

    private async Task Edit(ConsumeContext<EditMessage> context, Target.Known target)
    {
        var order = context.Message;
        Text text;
        try
        {
            text = await wording.Of(order, target.ChatId);
        }
        catch (UnwritableException unwritable)
        {
            await Fail(context, target.ChatId, unwritable.Reason, unwritable.Message, attempts: 0);
            return;
        }

        var isKnownAsPlain = !context.IsFirst() && await ledger.Find(new LedgerKey(order.MessageId)) is { Learned: var learned } && learned.HasFlag(Learned.PlainText);
        await Post(context, target, isKnownAsPlain ? text.Plain : text, context.Place());
    }

    private async Task Post(ConsumeContext<EditMessage> context, Target.Known target, Text text, long? place)
    {
        switch (await office.Post(Parcel(context.Message, target, text), place, context.CancellationToken))
        {
            case Posted.MustWait wait:
                await context.ComeBack(wait.Until - time.GetUtcNow(), wait.Place);
                break;
            case Posted.NotOurs:
                // A later edit was ordered while this one waited: that one will be made.
                break;
            case Posted.Answered { Outcome: Outcome.NotModified or Outcome.Delivered } done when context.ResponseAddress is not null:
                await facts.Edited(context, done.ChatId);
                await context.RespondAsync(new MessageSent
                {
                    MessageId = context.Message.MessageId, ChatId = done.ChatId, TelegramMessageId = target.TelegramMessageId, SentAt = time.GetUtcNow(), BookingId = context.Message.BookingId,
                });
                break;
            case Posted.Answered { Outcome: Outcome.NotModified or Outcome.Delivered } done:
                await facts.Edited(context, done.ChatId);
                break;
            case Posted.Answered { Outcome: Outcome.MalformedMarkup } refused when text.TelegramParseMode is not null:
                // It may have to come back before its next request: then it is plain at once.
                await ledger.Learn(new LedgerKey(context.Message.MessageId), Learned.PlainText);
                await Post(context, target, text.Plain, refused.Place);
                break;
            case Posted.Answered { Outcome: Outcome.Transient or Outcome.Ambiguous or Outcome.Conflict } failed
                when !retries.IsLast(context.Retries(), context.GetRedeliveryCount()):
                throw new TelegramUnavailableException(failed.Outcome.GetType().Name, failed.Attempt);
            case Posted.Answered failed:
                var (reason, detail) = Refusal.Of(failed.Outcome);
                await Fail(context, failed.ChatId, reason, detail, failed.Attempt);
                break;
        }
    }

    private Parcel Parcel(EditMessage order, Target.Known target, Text text) => new()
    {
        ChatId = target.ChatId,
        OfItsChatOnly = true,
        // Somebody decided something and looks at the message: it does not wait behind broadcasts. It counts for the group all the same (16).
        Priority = Priority.High,
        Claim = async () => await ledger.IsLatestEdit(order.TargetMessageId, order.CreatedAt) ? new Claim.Granted(1) : Overtaken,
        Request = chatId => telegram.EditMessageText(new EditMessageTextCall
        {
            ChatId = chatId, MessageId = target.TelegramMessageId, Text = text.Value, ParseMode = text.TelegramParseMode, ReplyMarkup = order.ReplyMarkup,
            LinkPreviewOptions = LinkPreviewOptions.Of(order.Template),
        }),
    };

    private async Task Fail(ConsumeContext<EditMessage> context, string? chatId, FailureReason reason, string? detail, int attempts)
    {
        await facts.Failed(context, chatId, reason, detail, attempts);
        throw new DeliveryFailedException(reason, detail);
    }

    private static readonly Claim Overtaken = new Claim.Settled(new LedgerEntry(EntryState.Sent, 0));
}
