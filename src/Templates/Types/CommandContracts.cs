using static PhStudio.Messaging.Templates.Types.BookingValues;
using static PhStudio.Messaging.Templates.Types.TemplateValue;

namespace PhStudio.Messaging.Templates.Types;

/// <summary>What the commands answer, and their lines in Telegram's menu.</summary>
internal static class CommandContracts
{
    private static readonly TemplateValue Number = Of("number", ValueKind.Whole, "1", "The number of the line, as on its buttons.");
    private static readonly TemplateValue Commands = Of("commands", ValueKind.Lines, "\"/pending — заявки без решения\\n/today — съёмки на сегодня\"", "One line per command, ready to be shown.");

    public static IEnumerable<TemplateContract> All =>
    [
        new("command_start", TextFormat.Message, "The answer to /start in a staff chat.", Commands),
        new("command_help", TextFormat.Message, "The answer to /help.", Commands),
        new("command_status", TextFormat.Message, "The answer to /status: the state of the system.", StatusValues),
        Problem("status_redis", "Of /status: Redis does not answer, so nobody knows what waits."),
        Problem("status_sender", "Of /status: the Sender does not answer."),
        Problem("status_telegram", "Of /status: Telegram does not answer the bot, or refuses it."),
        Problem("status_circuit", "Of /status: Telegram fails so often that sending is paused."),
        Problem("status_webhook", "Of /status: Telegram could not bring an update within the last minutes.", Why),
        Problem("status_failures", "Of /status: failed messages wait for the operator.", Count),
        Problem("status_queues", "Of /status: the broker does not say whether there are failed messages."),
        new("command_unknown", TextFormat.Message, "The answer to an unknown command.", Command),
        new("command_not_allowed", TextFormat.Message, "The answer to a command of somebody without the role for it.", Command),
        new("command_booking_usage", TextFormat.Message, "The answer to /booking without an id."),
        new("pending_line", TextFormat.Message, "A line of the list of open decisions that only the asking user sees.", Number, Id, Service, Date, TimeSlots, BookingValues.Location, BookingValues.ClientName),
        new("pending_head", TextFormat.Message, "Above the open decisions of /pending.", Count),
        new("pending_empty", TextFormat.Message, "The answer to /pending when nothing waits."),
        new("pending_more", TextFormat.Message, "Below a page of /pending, and below other lists, when there are more.", Count),
        new("pending_item", TextFormat.Message, "One open decision of /pending, with fresh buttons.", [.. Booking, CreatedAt, WaitingMinutes]),
        new("today_head", TextFormat.Message, "Above the sessions of /today.", Date, Count),
        new("today_empty", TextFormat.Message, "The answer to /today when there is no session.", Date),
        new("today_line", TextFormat.Message, "One session of /today.", Id, Service, TimeSlots, BookingValues.Location, ClientName, State),
        new("digest_head", TextFormat.Message, "Above the digest of the day (DIGEST_AT).", Date),
        new("digest_booked", TextFormat.Message, "Of the digest: how many bookings came yesterday, above a line for each.", Count),
        new("digest_line", TextFormat.Message, "Of the digest: a booking that came yesterday.", Id, Service, Date, TimeSlots, BookingValues.Location, BookingValues.ClientName, State),
        new("week_head", TextFormat.Message, "The answer to /week: the outcomes of the bookings of seven days. Below it a line for each who decided, and the sessions ahead.", WeekValues),
        new("week_decider", TextFormat.Message, "Of /week: how much somebody decided.", DecidedBy, Count),
        new("week_empty", TextFormat.Message, "Of /week: there is no session until this day.", Until),
        new("booking_details", TextFormat.Message, "The answer to /booking.", [.. Booking, State, DecidedBy.Optional(), DecidedAt.Optional(), Reason, AdditionalInfo]),
        new("booking_not_found", TextFormat.Message, "The answer to /booking with an unknown id.", Id),
        new("language_set", TextFormat.Message, "The answer to /language with a known language."),
        new("language_set_chat", TextFormat.Message, "The answer to a manager's /language in a staff chat, whose language it is from now on."),
        new("language_usage", TextFormat.Message, "The answer to /language without a language, or with an unknown one, above a button for each language."),
        new("command_reopen_usage", TextFormat.Message, "The answer to /reopen without a booking."),
        new("reopen_impossible", TextFormat.Message, "The answer to /reopen of a booking that neither expired nor was cancelled, or whose session has begun.", Id, State),
        new("reason_prompt", TextFormat.Message, "Asks for the reason of a rejection as a text. It must mention whom it asks, for Telegram then asks only that person for an answer.", Id, UserId, UserName),
        new("reason_too_late", TextFormat.Message, "The reason came after the wait for it was over, or after the booking was decided.", Id),
        new("reason_not_text", TextFormat.Message, "The answer to a voice message, a sticker or a photo without a caption where a reason is awaited.", Id),
        new("reason_too_long", TextFormat.Message, "The answer to a reason of too many characters, which is awaited on.", Id, Limit("500")),
        new("reason_anonymous", TextFormat.Message, "The answer to a reason that was written as the group itself, where that may not decide.", Id),
        new("note_prompt", TextFormat.Message, "Asks for the note that the customer is told with a confirmation. It must mention whom it asks, for Telegram then asks only that person for an answer.", Id, UserId, UserName),
        new("note_too_late", TextFormat.Message, "The note came after the wait for it was over, or after the booking was decided.", Id),
        new("note_not_text", TextFormat.Message, "The answer to a voice message, a sticker or a photo without a caption where a note is awaited.", Id),
        new("note_too_long", TextFormat.Message, "The answer to a note of too many characters, which is awaited on.", Id, Limit("1000")),
        new("note_anonymous", TextFormat.Message, "The answer to a note that was written as the group itself, where that may not decide.", Id),
    ];

    /// <summary>The line of each command in Telegram's menu and in /help.</summary>
    public static IEnumerable<TemplateContract> Menu => new[] { "start", "help", "status", "pending", "today", "week", "booking", "reopen", "language" }
        .Select(command => new TemplateContract($"menu_{command}", TextFormat.Menu, $"What /{command} does, in Telegram's menu and in /help."));

    private static readonly TemplateValue Why = Of("reason", ValueKind.Text, "\"Unauthorized\"", "Why, as Telegram says.").Optional();

    private static readonly TemplateValue Until = Of("until", ValueKind.Date, "\"2026-12-24\"", "The last day.");

    private static IEnumerable<TemplateValue> WeekValues =>
    [
        Of("from", ValueKind.Date, "\"2026-12-18\"", "The first day."),
        Until,
        Of("booked_count", ValueKind.Whole, "12", "How many bookings came in these days."),
        Of("confirmed_count", ValueKind.Whole, "7", "How many of all were confirmed in these days."),
        Of("rejected_count", ValueKind.Whole, "2", "How many were rejected."),
        Of("cancelled_count", ValueKind.Whole, "1", "How many were cancelled."),
        Of("expired_count", ValueKind.Whole, "0", "How many nobody decided in time."),
        Of("pending_count", ValueKind.Whole, "3", "How many wait for a decision now."),
    ];

    private static TemplateValue Limit(string sample) => Of("limit", ValueKind.Whole, sample, "How many characters it may have.");

    private static TemplateContract Problem(string type, string description, params IEnumerable<TemplateValue> values) => new(type, TextFormat.Popup, description, values);

    private static IEnumerable<TemplateValue> StatusValues =>
    [
        Of("healthy", ValueKind.Flag, "true", "True when everything works."),
        Of("pending_count", ValueKind.Whole, "2", "How many bookings wait for a decision."),
        Of("pending_unknown", ValueKind.Flag, "false", "True when Redis does not answer, so that nobody knows how many.").Optional(),
        Of("problem", ValueKind.Text, "\"Очередь недоступна\"", "What does not work, in one sentence.").Optional().Typed(),
    ];
}
