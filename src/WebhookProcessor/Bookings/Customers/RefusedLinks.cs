using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Customers;

/// <summary>What a link leaves behind that somebody else than the customer opens: one that is passed around must fill neither the booking nor the chats' queues.</summary>
internal static class RefusedLinks
{
    /// <summary>What the audit calls it.</summary>
    public const string What = "link_refused";

    /// <summary>How long an answer to a link that was opened again waits at most.</summary>
    public static readonly TimeSpan AnswerLife = TimeSpan.FromMinutes(1);

    /// <summary>More chats than this are not written down.</summary>
    private const int Max = 20;

    /// <summary>True once for each chat, since the link can be opened any number of times; of an erased customer, who may be the opener, never.</summary>
    public static bool IsToBeNoted(BookingDecision booking, string chatId) =>
        !booking.Audit.Exists(entry => booking.Client is null && entry.What == ErasedBooking.What || entry.What == What && entry.ChatId == chatId)
        && booking.Audit.Count(entry => entry.What == What) < Max;

    /// <summary>The answer to the opener.</summary>
    public static SendMessage Answer(LinkOpened opened, DateTimeOffset now) => new()
    {
        MessageId = BookingCorrelation.Message(opened.CorrelationId, $"refused:{opened.UpdateId}"),
        ChatId = opened.ChatId,
        ThreadId = opened.ThreadId,
        Template = "customer_link_invalid",
        Language = opened.Language,
        CreatedAt = now,
        ExpiresAt = now + AnswerLife,
        Transient = true,
        FailureHandled = true,
    };
}
