using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>Brings an answer to the user: into the webhook's own response where the update came as a request (docs/telegram.md 11), else by the Sender.</summary>
public static class CallbackReply
{
    private static readonly Guid Answers = new("0b3f5a36-5f3e-5b0c-8a4e-6a1a5f0a7c21");

    /// <summary>Answers. A repetition is harmless: a second answer of one press is refused by Telegram and ignored (docs/telegram.md 33).</summary>
    public static Task ReplyToUserAsync(this ConsumeContext context, UpdateAnswered answer)
    {
        if (context.ResponseAddress is not null)
        {
            return context.RespondAsync(answer);
        }

        if (answer.CallbackQueryId is not { } query)
        {
            return Task.CompletedTask;
        }

        return context.Publish(
            new AnswerCallback { CallbackQueryId = query, Text = answer.Text, ShowAlert = answer.ShowAlert },
            c => c.MessageId = NameBasedId.Of(Answers, query));
    }
}
