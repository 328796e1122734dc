using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>
/// The answer of <c>POST /send</c> as the system before this one gave it: 200 with Telegram's own number of the message. It sent before it answered, so the answer waits for the delivery; of what is not
/// delivered by then the number is 0 and <c>success</c> true, because a caller that reads false sends it again.
/// </summary>
internal static class LegacySend
{
    /// <summary>How long the answer waits where the call does not say.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    /// <summary>Sends it and answers in the old form.</summary>
    public static async Task<IResult> SendAsync(MessageIntake intake, SendMessage order, TimeSpan wait, CancellationToken cancellationToken) => TypedResults.Ok(await OutcomeAsync(intake, order, wait, cancellationToken));

    private static async Task<LegacyResult> OutcomeAsync(MessageIntake intake, SendMessage order, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            return await intake.AskAsync(order, wait, cancellationToken) switch
            {
                MessageSent sent => new LegacyResult(Success: true, sent.TelegramMessageId),
                MessageFailed failed => new LegacyResult(Success: false, Error: failed.Detail ?? failed.Reason.ToString()),
                MessageExpired => new LegacyResult(Success: false, Error: "expired before it could be sent"),
                _ => new LegacyResult(Success: true, 0),
            };
        }
        catch (BrokerUnavailableException)
        {
            // The same id is the same message, so nothing is sent twice where the broker took it after all.
            await intake.AcceptAsync(order, cancellationToken);
            return new LegacyResult(Success: true, 0);
        }
    }

    internal sealed record LegacyResult(bool Success, long? MessageId = null, string? Error = null);
}
