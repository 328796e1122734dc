using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Globalization;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Digest;

/// <summary>What happened and what lies ahead, put together of the lists' own templates: the digest of a day, and the answer to /week.</summary>
public sealed class DigestText(Localizer localizer, StudioClock clock)
{
    private const int Days = 7;
    private const int MaxLines = 15;
    private const int MaxSessions = 50;

    /// <summary>What was booked yesterday, what waits, what is today, in Telegram's HTML.</summary>
    public string OfDay(BookingIndex bookings, string language)
    {
        var yesterday = clock.Today.AddDays(-1);
        var booked = Summaries(bookings, row => DayOf(row.CreatedAt) == yesterday);
        var waiting = Summaries(bookings, IsOpen).AsEnumerable().Reverse().ToList();
        var today = Sessions(bookings, clock.Today, clock.Today);
        List<string> lines = [localizer.Html("digest_head", language, ("date", Iso(clock.Today))), "", localizer.Html("digest_booked", language, ("count", booked.Count))];
        AddLines(lines, booked, language, (booking, _) => Line("digest_line", booking, language, ("date", Iso(booking.Date)), ("state", booking.State)));
        lines.Add("");
        lines.Add(waiting.Count == 0 ? localizer.Html("pending_empty", language) : localizer.Html("pending_head", language, ("count", waiting.Count)));
        AddLines(lines, waiting, language, (booking, number) => Line("pending_line", booking, language, ("date", Iso(booking.Date)), ("number", number)));
        lines.Add("");
        AddSessions(lines, today, clock.Today, language);
        return string.Join('\n', lines);
    }

    /// <summary>What became of the last seven days, today included, by whom, and the sessions of the seven days from today, in Telegram's HTML.</summary>
    public string OfWeek(BookingIndex bookings, string language)
    {
        var (from, ahead) = (clock.Today.AddDays(1 - Days), clock.Today.AddDays(Days - 1));
        var decided = Summaries(bookings, row => row.DecidedAt is { } at && DayOf(at) >= from);
        List<string> lines =
        [
            localizer.Html("week_head", language,
                ("from", Iso(from)), ("until", Iso(clock.Today)), ("booked_count", Summaries(bookings, row => DayOf(row.CreatedAt) >= from).Count),
                ("confirmed_count", Count("confirmed")), ("rejected_count", Count("rejected")), ("cancelled_count", Count("cancelled")), ("expired_count", Count("expired")),
                ("pending_count", Summaries(bookings, IsOpen).Count)),
            .. decided.Where(booking => booking.DecidedBy is not (null or "" or DecisionSource.Deadline)).GroupBy(booking => booking.DecidedBy!, StringComparer.Ordinal)
                .OrderByDescending(person => person.Count()).ThenBy(person => person.Key, StringComparer.Ordinal).Take(MaxLines)
                .Select(person => localizer.Html("week_decider", language, ("decided_by", person.Key == DecisionSource.Platform ? localizer.Of("name_platform", language) : person.Key), ("count", person.Count()))),
        ];
        var sessions = Sessions(bookings, clock.Today, ahead);
        if (sessions.Count == 0)
        {
            lines.AddRange(["", localizer.Html("week_empty", language, ("until", Iso(ahead)))]);
        }

        foreach (var day in sessions.Take(MaxSessions).GroupBy(booking => booking.Date))
        {
            lines.Add("");
            AddSessions(lines, [.. day], day.Key, language);
        }

        AddRest(lines, sessions.Count - MaxSessions, language);
        return string.Join('\n', lines);

        int Count(string state) => decided.Count(booking => booking.State == state);
    }

    private void AddSessions(List<string> lines, List<BookingSummary> sessions, DateOnly day, string language)
    {
        lines.Add(sessions.Count == 0 ? localizer.Html("today_empty", language, ("date", Iso(day))) : localizer.Html("today_head", language, ("date", Iso(day)), ("count", sessions.Count)));
        lines.AddRange(sessions.Take(MaxSessions).Select(booking => Line("today_line", booking, language, ("state", booking.State))));
        AddRest(lines, sessions.Count - MaxSessions, language);
    }

    private void AddLines(List<string> lines, List<BookingSummary> bookings, string language, Func<BookingSummary, int, string> line)
    {
        lines.AddRange(bookings.Take(MaxLines).Select((booking, at) => line(booking, at + 1)));
        AddRest(lines, bookings.Count - MaxLines, language);
    }

    private void AddRest(List<string> lines, int rest, string language)
    {
        if (rest > 0)
        {
            lines.Add(localizer.Html("pending_more", language, ("count", rest)));
        }
    }

    private string Line(string template, BookingSummary booking, string language, params IEnumerable<(string Name, object? Value)> more) => localizer.Html(
        template, language, [("booking_id", booking.BookingId), ("service", booking.Service), ("time_slots", booking.TimeSlots), ("location", booking.Location), ("client_name", booking.ClientName), .. more]);

    // Newest first, as the index has them.
    private static List<BookingSummary> Summaries(BookingIndex bookings, Func<BookingSummary, bool> which) => [.. bookings.Where(row => which(row.Summary)).Select(row => row.Summary)];

    private static List<BookingSummary> Sessions(BookingIndex bookings, DateOnly from, DateOnly until) =>
        [.. Summaries(bookings, booking => booking.Date >= from && booking.Date <= until && booking.State is "awaiting_decision" or "confirmed")
            .OrderBy(booking => booking.Date).ThenBy(booking => booking.TimeSlots.Min(StringComparer.Ordinal), StringComparer.Ordinal)];

    private static bool IsOpen(BookingSummary booking) => booking.State == "awaiting_decision";

    private DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, clock.Zone).DateTime);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
