using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>
/// Somebody pressed "other reason" or "with a note" and has not gone back since. The session of ReasonTexts only finds the booking of a text;
/// whether the text still counts is stored here, in the same store and order as the presses.
/// </summary>
/// <param name="ChatId">Where.</param>
/// <param name="UserId">Who.</param>
/// <param name="Until">Until when a text counts.</param>
/// <param name="Presses">The presses for a reason since it was taken back last: a late text that answers an earlier question does not count.</param>
/// <param name="Notes">The presses for a note: a text that answers one confirms. They stand apart, so that the last release, which would reject with the note, finds no question for it.</param>
public sealed record AskedReason(string ChatId, long UserId, DateTimeOffset Until, IReadOnlyList<string>? Presses = null, IReadOnlyList<string>? Notes = null)
{
    private const int MaxPresses = 10;
    private const int MaxPeople = 20;

    // A text counts by when it was written, and may be read long after.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Notes who is asked, and drops those whose time was over long ago.</summary>
    public static void Ask(BookingDecision booking, ButtonPressed press, string chatId, DateTimeOffset until, DateTimeOffset now)
    {
        var asked = booking.ReasonsAsked.Find(asked => asked.Is(chatId, press.UserId));
        var (presses, notes) = (asked?.Presses ?? [], asked?.Notes ?? []);
        TakeBack(booking, press, chatId);
        booking.ReasonsAsked.RemoveAll(asked => asked.Until + Kept < now);
        booking.ReasonsAsked.Add(press.Action == ButtonAction.ConfirmNoted
            ? new AskedReason(chatId, press.UserId, until, presses, With(notes, press))
            : new AskedReason(chatId, press.UserId, until, With(presses, press), notes));
        booking.ReasonsAsked.RemoveRange(0, Math.Max(0, booking.ReasonsAsked.Count - MaxPeople));
    }

    /// <summary>The user's next text is no reason any more; anybody else's still is.</summary>
    /// <returns>False where the user was not asked.</returns>
    public static bool TakeBack(BookingDecision booking, ButtonPressed press, string chatId) => booking.ReasonsAsked.RemoveAll(asked => asked.Is(chatId, press.UserId)) > 0;

    /// <summary>True when the writer was asked for a reason there, or writes as the group for somebody who was.</summary>
    public static bool Stands(BookingDecision booking, ReasonGiven given) => booking.ReasonsAsked.Exists(asked => asked.Is(given.ChatId, given.AskedUserId ?? given.UserId) && (given.Press is null || asked.Presses is null || asked.Presses.Contains(given.Press) || asked.Notes?.Contains(given.Press) == true));

    /// <summary>True for the answer to a question for a note. Noted here too: a release that knows no notes leaves it out of what was typed.</summary>
    public static bool IsNote(BookingDecision booking, ReasonGiven given) => given.IsNote == true || (given.Press is { } press && booking.ReasonsAsked.Exists(asked => asked.Notes?.Contains(press) == true));

    private static List<string> With(IReadOnlyList<string> presses, ButtonPressed press) => [.. presses.TakeLast(MaxPresses - 1), press.CallbackQueryId];

    private bool Is(string chatId, long userId) => ChatId == chatId && UserId == userId;
}
