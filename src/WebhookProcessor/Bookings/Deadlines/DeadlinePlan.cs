using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;

/// <summary>Which deadline a booking has next. Pure: it depends on the booking alone, and on the clock only for whether the session has begun.</summary>
public sealed class DeadlinePlan(DeadlineOptions options, StaffRoles roles, StudioClock clock)
{
    public DeadlineOptions Options => options;

    /// <summary>The next deadline; null when nothing happens by itself any more.</summary>
    public Deadline? Next(BookingDecision booking)
    {
        if (booking.Booking is null)
        {
            // No list has a decision whose booking never came, so that nothing else would find it.
            return booking.Decision is { } alone ? new Deadline(DeadlineKind.Expire, alone.At + options.ForgetAfter) : null;
        }

        var candidates = booking.Decision is null ? WhileOpen(booking) : OnceDecided(booking, booking.Decision);
        // Of two at one moment the one that stands later in the enumeration: an expiry makes the reminders of the same moment needless, and a question is asked before its wait ends.
        return candidates.Concat(booking.HeldNews is { } news ? [new Deadline(DeadlineKind.ClientNews, news.At)] : []).OrderBy(d => d.At).ThenByDescending(d => d.Kind).FirstOrDefault();
    }

    /// <summary>Until when a decision can be taken back; null when it cannot, or when there is nobody who may.</summary>
    public DateTimeOffset? UndoUntil(BookingDecision booking) =>
        booking is { Decision: { Outcome: Outcome.Confirmed or Outcome.Rejected } decision, UndoRefused: false } && options.UndoWindow > TimeSpan.Zero
            && (decision.ByUserId is not null || roles.Managers.Any())
            ? decision.At + options.UndoWindow
            : null;

    /// <summary>Until when the quiet hours hold back what is to be told now; null where they do not, or where the session begins before their end.</summary>
    public DateTimeOffset? QuietUntil(BookingDecision booking) =>
        Quietly(clock.Now) is var end && end > clock.Now && (booking.Booking is null || Start(booking) > end || HasBegun(booking)) ? end : null;

    /// <summary>Until when the first question waits; null where it is asked at once.</summary>
    public DateTimeOffset? AskAt(BookingDecision booking) =>
        !options.QuietAsk && QuietUntil(booking) is { } end && (Expiry(booking) is not { } expiry || end < expiry) ? end : null;

    /// <summary>When the wait for a decision ends; null where it never does by itself. What no staff chat could be told of waits until its session, and what it was told of late from then on.</summary>
    public DateTimeOffset? Expiry(BookingDecision booking)
    {
        if (options.ExpireAfter <= TimeSpan.Zero || booking.Booking is null)
        {
            return null;
        }

        var since = booking.SeenLateAt > booking.OpenSince ? booking.SeenLateAt.Value : booking.OpenSince;
        return booking.IsUnseen && Start(booking) is var start && start > since ? start : Earlier(since + options.ExpireAfter, Start(booking), since);
    }

    /// <summary>True from the session's first minute on, however it was decided.</summary>
    public bool HasBegun(BookingDecision booking) => booking.Booking is not null && clock.Now >= Start(booking);

    /// <summary>True where an expiry or a cancellation can be taken back by a button, and there is somebody who may.</summary>
    public bool CanBeReopened(BookingDecision booking) =>
        booking is { Booking: not null, Decision.Outcome: Outcome.Expired or Outcome.Cancelled } && !HasBegun(booking) && roles.Managers.Any();

    private IEnumerable<Deadline> WhileOpen(BookingDecision booking)
    {
        if (booking.AskAt is null && booking.RemindersSent < options.RemindTimes && options.RemindAfter > TimeSpan.Zero)
        {
            yield return new(DeadlineKind.Remind, Quietly((booking.RemindedAt ?? booking.AskedAt ?? booking.OpenSince) + options.RemindAfter));
        }
        if (booking.AskAt is null && !booking.Escalated && options.EscalateAfter > TimeSpan.Zero)
        {
            yield return new(DeadlineKind.Escalate, (booking.AskedAt ?? booking.OpenSince) + options.EscalateAfter);
        }

        if (booking.AskAt is { } ask)
        {
            yield return new(DeadlineKind.Ask, ask);
        }

        foreach (var snooze in booking.Snoozes)
        {
            yield return new(DeadlineKind.Snooze, snooze.Until);
        }

        if (Expiry(booking) is { } expiry)
        {
            yield return new(DeadlineKind.Expire, expiry);
        }
    }

    private IEnumerable<Deadline> OnceDecided(BookingDecision booking, Decision decision)
    {
        if (!booking.UndoEnded && UndoUntil(booking) is { } until)
        {
            yield return new(DeadlineKind.UndoEnds, until);
        }

        if (decision.Outcome != Outcome.Confirmed || booking is not { Client: not null, ClientReminded: false } || options.RemindClientBefore <= TimeSpan.Zero)
        {
            yield break;
        }

        var start = Start(booking);
        var remind = WallClock.Shift(start, -options.RemindClientBefore);
        var quietly = Quietly(remind);
        if (remind > (booking.ClientToldAt ?? decision.At)) // Else the customer was told since: no reminder beside the news, and none after the session.
        {
            yield return new(DeadlineKind.RemindClient, quietly < start ? quietly : remind);
        }
    }

    private DateTimeOffset Start(BookingDecision booking) => WallClock.SessionStart(booking.Booking!, clock.Zone);

    private DateTimeOffset Quietly(DateTimeOffset moment) => options.QuietHours?.Defer(moment, clock.Zone) ?? moment;

    // A session that had begun before the wait did says nothing about when to stop waiting.
    private static DateTimeOffset Earlier(DateTimeOffset deadline, DateTimeOffset start, DateTimeOffset since) =>
        start > since && start < deadline ? start : deadline;
}
