using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Diagnostics;
using System.Globalization;
using Chat = PhStudio.Messaging.Telegram.Updates.Chat;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// Runs before the outbox and passes on verified presses. Anything else, a forged button or a user without the role, is answered here:
/// a refusal needs no store, so it works while Redis is unavailable. A repetition is refused again, which is harmless.
/// It stands outside of the endpoint's retries (docs/masstransit.md 7): what it does ask of a store, in a group that moved, waits for Redis by itself.
/// </summary>
public sealed class CallbackQueryFilter(ButtonSigner signer, CallbackQueryOptions options, StaffChats chats, ChatNames chatNames, StaffAuthorization access, UserLanguages languages, Localizer localizer,
    RefusedCallbackQueries refused, StrangerLimits strangers, WaitingChats waiting, DecisionMetrics metrics) : IFilter<ConsumeContext<TelegramPressReceived>>
{
    public async Task Send(ConsumeContext<TelegramPressReceived> context, IPipe<ConsumeContext<TelegramPressReceived>> next)
    {
        var started = Stopwatch.GetTimestamp();
        metrics.Read("press");
        var update = await ReadAsync(context, started);
        using var held = new HeldTurn();
        context.AddOrUpdatePayload(() => held, _ => held);
        if (update.CallbackQuery is { } press && await VerifyAsync(context, update.UpdateId, press) is { } verified)
        {
            context.AddOrUpdatePayload(() => verified, _ => verified);
            await next.Send(context);
            return;
        }

        if (update.CallbackQuery is null && context.ResponseAddress is not null)
        {
            await context.RespondAsync(new UpdateAnswered());
        }

        // Without a consumer the message would go to the skipped queue.
        await context.NotifyConsumed(context, Stopwatch.GetElapsedTime(started), nameof(CallbackQueryFilter));
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("press-gate");

    // Unreadable presses go to the error queue; the user's wait ends now, not at its timeout.
    private static async Task<Update> ReadAsync(ConsumeContext<TelegramPressReceived> context, long started)
    {
        try
        {
            return UpdateReader.Read(context.Message.Raw);
        }
        catch (UnreadableUpdateException e)
        {
            if (context.ResponseAddress is not null)
            {
                await context.RespondAsync(new UpdateAnswered());
            }
            await context.NotifyFaulted(context, Stopwatch.GetElapsedTime(started), nameof(CallbackQueryFilter), e);
            throw;
        }
    }

    private async Task<VerifiedCallbackQuery?> VerifyAsync(ConsumeContext context, long updateId, CallbackQuery press)
    {
        if (press.Message is not { } message)
        {
            return await VerifyBySignatureAsync(context, updateId, press);
        }
        if (message.Chat.IsPrivate && message.Chat.Id != press.From.Id)
        {
            return await RefuseAsync(context, press, ButtonVerdict.Foreign);
        }

        var names = await NamesAsync(context, message.Chat);
        var (verdict, button, legacy) = Read(press.Data, names);
        if (verdict != ButtonVerdict.Valid)
        {
            return await RefuseAsync(context, press, verdict);
        }

        return await AllowAsync(context, names, new VerifiedCallbackQuery(updateId, press, message, names[0], button, legacy, Role.None));
    }

    /// <summary>
    /// Telegram does not say where the button stands (docs/telegram.md 41), so the signature says it: a staff chat, or the user's own chat with the bot.
    /// A button of the old system has no signature and is not verified here.
    /// </summary>
    private async Task<VerifiedCallbackQuery?> VerifyBySignatureAsync(ConsumeContext context, long updateId, CallbackQuery press)
    {
        var own = press.From.Id.ToString(CultureInfo.InvariantCulture);
        var (reading, names) = Find(press.Data, chats.Addresses.Prepend(own).Select(chat => new[] { chat }));
        if (reading.Verdict == ButtonVerdict.Forged)
        {
            (reading, names) = Find(press.Data, (await AskAsync(context, own, () => chatNames.MovedAsync())).Select(moved => new[] { moved.Now, moved.Setting }));
        }

        return reading.Verdict == ButtonVerdict.Valid
            ? await AllowAsync(context, names, new VerifiedCallbackQuery(updateId, press, Message: null, names[0], reading.Button, Legacy: false, Role.None))
            : await RefuseAsync(context, press, reading.Verdict);
    }

    // A chat has several names, of which the first is the one that its buttons are signed for.
    private (ButtonReading Reading, string[] Names) Find(string? data, IEnumerable<string[]> places)
    {
        foreach (var names in places)
        {
            var reading = signer.Read(data, [names[0]], []);
            if (reading.Verdict != ButtonVerdict.Forged)
            {
                return (reading, names);
            }
        }

        return (new ButtonReading(ButtonVerdict.Forged), []);
    }

    private async Task<VerifiedCallbackQuery?> AllowAsync(ConsumeContext context, IReadOnlyList<string> names, VerifiedCallbackQuery query)
    {
        var (press, button) = (query.Press, query.Button);
        var role = access.RoleOf(press.From, names);
        if (role == Role.None && !strangers.TryTake(context, press.From.Id, ChatOf(press)))
        {
            return await IgnoreAsync(context, press);
        }

        if (Permissions.May(role, button.Action))
        {
            return query with { Role = role, ChatNames = names, ChatLanguage = chats.LanguageIn(names) };
        }

        refused.NotAllowed(button.Action, press.From.Id, query.ChatId);
        return await SayAsync(context, press, "popup_not_allowed", chats.LanguageIn(names));
    }

    private (ButtonVerdict Verdict, Button Button, bool Legacy) Read(string? data, IReadOnlyList<string> names)
    {
        if (options.LegacyButtons && LegacyButtons.Read(data) is { } legacy)
        {
            // Unsigned, so they are verified only where the old system put them.
            return chats.Contains(names)
                ? (ButtonVerdict.Valid, new Button(legacy.Action, BookingCorrelation.Of(legacy.BookingId)), true)
                : (ButtonVerdict.Foreign, default, true);
        }

        var reading = signer.Read(data, names, [.. chats.Addresses]);
        return (reading.Verdict, reading.Button, false);
    }

    private async Task<VerifiedCallbackQuery?> RefuseAsync(ConsumeContext context, CallbackQuery press, ButtonVerdict verdict)
    {
        if (!strangers.TryTake(context, press.From.Id, ChatOf(press)))
        {
            return await IgnoreAsync(context, press);
        }

        refused.NotBelieved(verdict, press.From.Id, press.Message?.Chat.Id ?? 0);
        return await SayAsync(context, press, verdict == ButtonVerdict.Foreign ? "popup_foreign" : "popup_forged", press.Message is { } message ? chats.LanguageIn(await NamesAsync(context, message.Chat)) : null);
    }

    private Task<IReadOnlyList<string>> NamesAsync(ConsumeContext context, Chat chat) => AskAsync(context, chat.Id.ToString(CultureInfo.InvariantCulture), () => chatNames.OfAsync(chat));

    // A press that has to wait stands in the line of its chat until it is through: behind this filter is the line of its booking, and what came later must not reach it first.
    private async Task<T> AskAsync<T>(ConsumeContext context, string chat, Func<ValueTask<T>> ask)
    {
        var held = context.GetPayload<HeldTurn>();
        if (held.Turn is null && !waiting.IsBusy(chat))
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (OutageRetry.IsOutage(e))
            {
                // It waits.
            }
        }

        held.Turn ??= await waiting.EnterAsync(chat, context.CancellationToken);
        return await OutageRetry.WaitAsync(() => ask().AsTask(), () => context.ReceiveContext.ElapsedTime, context.CancellationToken);
    }

    private static long ChatOf(CallbackQuery press) => press.Message?.Chat.Id ?? press.From.Id;

    // Ends the spinner only: no text, no log line, no question to a store.
    private async Task<VerifiedCallbackQuery?> IgnoreAsync(ConsumeContext context, CallbackQuery press)
    {
        metrics.Refused("too_many");
        await context.ReplyToUserAsync(new UpdateAnswered { CallbackQueryId = press.Id });
        return null;
    }

    private async Task<VerifiedCallbackQuery?> SayAsync(ConsumeContext context, CallbackQuery press, string phrase, string? chatLanguage)
    {
        await context.ReplyToUserAsync(new UpdateAnswered { CallbackQueryId = press.Id, Text = localizer.Of(phrase, await languages.OfAsync(press.From, chatLanguage)), ShowAlert = true });
        return null;
    }

    private sealed class HeldTurn : IDisposable
    {
        public IDisposable? Turn { get; set; }

        public void Dispose() => Turn?.Dispose();
    }
}
