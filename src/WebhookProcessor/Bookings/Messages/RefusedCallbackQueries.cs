using Microsoft.Extensions.Logging;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>Refused presses: the user is told so, and each is counted and logged, with ids and never with the button's data.</summary>
public sealed partial class RefusedCallbackQueries(DecisionMetrics metrics, ILogger<RefusedCallbackQueries> logger)
{
    /// <summary>The button is not ours, or not of this chat.</summary>
    public void NotBelieved(ButtonVerdict verdict, long userId, long chatId)
    {
        var why = verdict.ToString().ToLowerInvariant();
        metrics.Refused(why);
        Log.Refused(logger, why, userId, chatId);
    }

    /// <summary>The button is ours, and this user may not press it.</summary>
    public void NotAllowed(ButtonAction action, long userId, string chatId)
    {
        metrics.Refused("not_allowed");
        Log.NotAllowed(logger, userId, chatId, action);
    }

    /// <summary>There is a newer keyboard.</summary>
    public void Outdated(ButtonPressed press) => OfBooking("outdated", press);

    /// <summary>Nobody knows the booking, or it is another customer's.</summary>
    public void UnknownBooking(ButtonPressed press) => OfBooking("unknown_booking", press);

    private void OfBooking(string why, ButtonPressed press)
    {
        metrics.Refused(why);
        Log.RefusedOfBooking(logger, why, press.CorrelationId, press.UserId, press.ChatId);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A press of a {Verdict} button by user {UserId} in chat {ChatId} was refused")]
        public static partial void Refused(ILogger logger, string verdict, long userId, long chatId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A press of a button of {Booking} by user {UserId} in chat {ChatId} was refused: {Verdict}")]
        public static partial void RefusedOfBooking(ILogger logger, string verdict, Guid booking, long userId, string chatId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "User {UserId} in chat {ChatId} may not {Action}")]
        public static partial void NotAllowed(ILogger logger, long userId, string chatId, ButtonAction action);
    }
}
