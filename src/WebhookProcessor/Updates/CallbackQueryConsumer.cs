using MassTransit;
using MassTransit.Configuration;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Telegram;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Bookings.Saga;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>
/// The first of the three files of a press: passes one that <see cref="CallbackQueryFilter"/> let in to the booking's saga.
/// What each button does stands in BookingDecisionPresses.cs, what the user is told in <c>CallbackAnswers</c>. The decision, the answer and everything else that follows are committed
/// with the mark that the press was consumed; the saga recognises Telegram's own repetitions of it (docs/telegram.md 13).
/// No other store is read on this path, so that the popup appears at once.
/// </summary>
public sealed class CallbackQueryConsumer(InlineSagaDispatcher bookings, UserLanguages languages, LanguageChoice choice, Localizer localizer) : IConsumer<TelegramPressReceived>
{
    public async Task Consume(ConsumeContext<TelegramPressReceived> context)
    {
        var query = context.GetPayload<VerifiedCallbackQuery>();
        var (updateId, press, message, chatId, button, legacy, role) = query;
        if (button.Action == ButtonAction.Language)
        {
            await ChooseLanguageAsync(context, query, LanguageButton.Read(button.Argument));
            return;
        }

        var language = await languages.OfAsync(press.From, query.ChatLanguage);
        if (button.Action == ButtonAction.Page)
        {
            await context.ReplyToUserAsync(new UpdateAnswered { CallbackQueryId = press.Id });
            await context.Publish(new PageTurned
            {
                UpdateId = updateId,
                ChatId = message?.Chat.Id ?? long.Parse(chatId, CultureInfo.InvariantCulture),
                ThreadId = message?.TopicId,
                MessageId = message is { Date: not null } ? message.MessageId : 0, // Of one that cannot be reached any more the topic is not told.
                UserId = press.From.Id,
                Role = role,
                Language = language,
                CallbackQueryId = press.Id,
            });
            return;
        }

        // Repetitions are not dropped here: Telegram's own must reach the saga, which answers them again.
        await bookings.ApplyAsync(context, new ButtonPressed
        {
            CorrelationId = button.Booking,
            Action = button.Action,
            KeyboardVersion = legacy ? null : button.Version,
            Argument = button.Argument,
            CallbackQueryId = press.Id,
            ChatId = chatId,
            TelegramMessageId = message?.MessageId ?? 0,
            UserId = press.From.Id,
            UserName = press.From.ShownName,
            Role = role,
            Language = language,
            IsEphemeral = message?.EphemeralMessageId is not null,
            ThreadId = message?.EphemeralMessageId is null ? null : message.TopicId,
        });

        if (message?.EphemeralMessageId is { } shown && IsOver(button.Action))
        {
            await context.Publish(new DeleteEphemeral { ChatId = chatId, ReceiverUserId = press.From.Id, EphemeralMessageId = shown });
        }
    }

    private async Task ChooseLanguageAsync(ConsumeContext context, VerifiedCallbackQuery query, string chosen)
    {
        // A language that no longer ships changes nothing; the button stays.
        var language = localizer.Languages.Contains(chosen, StringComparer.Ordinal) ? chosen : localizer.DefaultLanguage;
        var told = await choice.ChooseAsync(context, ChatId.IsPrivate(query.ChatId) ? [] : query.ChatNames, query.Press.From.Id, query.Role, language);
        await context.ReplyToUserAsync(new UpdateAnswered { CallbackQueryId = query.Press.Id, Text = localizer.Of($"popup_{told}", language) });
    }

    // A choice is made once. The list of /pending, which has Confirm and Reject, stays.
    private static bool IsOver(ButtonAction action) => action is ButtonAction.RejectBecause or ButtonAction.RejectOther or ButtonAction.Snooze or ButtonAction.Back;
}

/// <summary>The endpoint of presses.</summary>
public sealed class CallbackQueryConsumerDefinition : ConsumerDefinition<CallbackQueryConsumer>
{
    public CallbackQueryConsumerDefinition()
    {
        EndpointName = Routes.TelegramPresses;
    }

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<CallbackQueryConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseOutageRetry();
        endpointConfigurator.UseMessageRetry(ConflictRetry.Configure);
        endpointConfigurator.AddPipeSpecification(new FilterPipeSpecification<ConsumeContext<TelegramPressReceived>>(context.GetRequiredService<CallbackQueryFilter>()));
        context.GetRequiredService<BookingPartitioner>().OfPresses(endpointConfigurator);
        endpointConfigurator.UseRedisOutbox(context);
    }
}
