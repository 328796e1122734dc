using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>
/// Somebody pressed "other reason" or "with a note" and has not gone back since. The session of ReasonTexts only finds the booking of a text;
/// whether the text still counts is stored here, in the same store and order as the presses.
/// </summary>
/// <param name="ChatId">Where.</param>
/// <param name="UserId">Who.</param>
/// <param name="Until">Until when a text counts.</param>
/// <param name="Presses">The presses that asked since it was taken back last: a late text that answers an earlier question does not count.</param>
/// <param name="Notes">Those of them that asked for a note: a text that answers one confirms.</param>
public sealed record AskedReason(string ChatId, long UserId, DateTimeOffset Until, IReadOnlyList<string>? Presses = null, IReadOnlyList<string>? Notes = null)
{
    private const int MaxPresses = 10;

    /// <summary>Notes who is asked, and drops those whose time is over.</summary>
    public static void Ask(BookingDecision booking, ButtonPressed press, string chatId, DateTimeOffset until, DateTimeOffset now)
    {
        var asked = booking.ReasonsAsked.Find(asked => asked.Is(chatId, press.UserId));
        IReadOnlyList<string> presses = [.. (asked?.Presses ?? []).TakeLast(MaxPresses - 1), press.CallbackQueryId];
        var notes = asked?.Notes ?? [];
        TakeBack(booking, press, chatId);
        booking.ReasonsAsked.RemoveAll(asked => asked.Until < now);
        booking.ReasonsAsked.Add(new AskedReason(chatId, press.UserId, until, presses, [.. press.Action == ButtonAction.ConfirmNoted ? notes.Append(press.CallbackQueryId).Where(presses.Contains) : notes.Where(presses.Contains)]));
    }

    /// <summary>The user's next text is no reason any more; anybody else's still is.</summary>
    public static void TakeBack(BookingDecision booking, ButtonPressed press, string chatId) => booking.ReasonsAsked.RemoveAll(asked => asked.Is(chatId, press.UserId));

    /// <summary>True when the writer was asked for a reason there, or writes as the group for somebody who was.</summary>
    public static bool Stands(BookingDecision booking, ReasonGiven given) => booking.ReasonsAsked.Exists(asked => asked.Is(given.ChatId, given.AskedUserId ?? given.UserId) && (given.Press is null || asked.Presses is null || asked.Presses.Contains(given.Press)));

    /// <summary>True for the answer to a question for a note. Noted here too: a release that knows no notes leaves it out of what was typed.</summary>
    public static bool IsNote(BookingDecision booking, ReasonGiven given) => given.IsNote == true || (given.Press is { } press && booking.ReasonsAsked.Exists(asked => asked.Notes?.Contains(press) == true));

    private bool Is(string chatId, long userId) => ChatId == chatId && UserId == userId;
}
