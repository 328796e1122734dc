using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary><c>DELETE /messages/{id}</c>: a message that still waits is not sent, one that is in its chat is deleted there.</summary>
internal static class MessageDeletion
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    public static async Task<IResult> DeleteAsync(string id, HttpContext http, IMessageStatusStore statuses, ConfirmedPublisher publisher, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var messageId))
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["message_id"] = ["must be a UUID, as POST /send answered it"] });
        }

        if (await statuses.FindAsync(messageId).WaitAsync(Deadlines.Question) is not { } entry)
        {
            return ProblemResults.NotFound($"message {messageId}");
        }

        if (await publisher.AskAsync(new DeleteMessage { MessageId = messageId }, Timeout, answers => answers.On<MessageDeleted>(), cancellationToken, accepted: () => AuditNote.BegunAsync(http)) is not MessageDeleted answer)
        {
            throw new NoAnswerException("The Sender did not answer in time; ask again, the same order does nothing twice.");
        }

        switch (answer.Outcome)
        {
            case DeletionOutcome.Cancelled:
                await statuses.NoteAsync(entry with { State = MessageState.Failed, At = time.GetUtcNow(), Reason = FailureReason.Cancelled, Detail = "deleted before it was sent" });
                AuditNote.Set(http, messageId.ToString(), "queued", "cancelled");
                return TypedResults.Ok(new DeletedMessage(messageId, answer.Outcome));
            case DeletionOutcome.Deleted:
                AuditNote.Set(http, messageId.ToString(), "sent", "deleted");
                return TypedResults.Ok(new DeletedMessage(messageId, answer.Outcome));
            case DeletionOutcome.Unavailable:
                return ProblemResults.Unavailable("Not deleted", "Telegram did not answer; ask again, the same order does nothing twice.");
            default:
                return TypedResults.Problem(Why(answer.Outcome, messageId), statusCode: StatusCodes.Status409Conflict, title: "Not deleted");
        }
    }

    private static string Why(DeletionOutcome outcome, Guid messageId) => outcome switch
    {
        DeletionOutcome.TooLate => "The message was sent more than 48 hours ago, and Telegram deletes it no more.",
        DeletionOutcome.BeingSent => "The message is being sent at this moment; ask again in a few seconds.",
        DeletionOutcome.Unknown => $"Nobody knows whether the message is in its chat; choose by POST /messages/{messageId}/resolve first.",
        DeletionOutcome.Refused => "Telegram refused to delete the message: the bot may not, or the chat is gone.",
        _ => "The message is in no chat: it failed, or was taken as delivered.",
    };

    /// <summary>The answer.</summary>
    internal sealed record DeletedMessage(Guid MessageId, DeletionOutcome Outcome);
}
