
using static PhStudio.Messaging.Templates.Types.TemplateValue;

namespace PhStudio.Messaging.Templates.Types;

/// <summary>The values that several types share, each described once.</summary>
internal static class BookingValues
{
    public static readonly TemplateValue Id = Of("booking_id", ValueKind.Text, "\"PH-2026/17\"", "The platform's own id of the booking.");
    public static readonly TemplateValue Service = Of("service", ValueKind.Text, "\"Семейная фотосессия\"", "What was booked.").Typed();
    public static readonly TemplateValue Date = Of("date", ValueKind.Date, "\"2026-12-24\"", "The day of the session.");
    public static readonly TemplateValue TimeSlots = Of("time_slots", ValueKind.Times, "[\"10:00\",\"11:00\"]", "When the booked slots begin, in the studio's time.");
    public static readonly TemplateValue FormerDate = Of("former_date", ValueKind.Date, "\"2026-12-23\"", "The day of the session before it was moved; none where it never was.");
    public static readonly TemplateValue FormerTimeSlots = Of("former_time_slots", ValueKind.Times, "[\"09:00\"]", "When the booked slots began before it was moved; none where it never was.");
    public static readonly TemplateValue FormerService = Of("former_service", ValueKind.Text, "\"Портрет\"", "What had been booked, where that was corrected.").Optional().Typed();
    public static readonly TemplateValue FormerClientName = Of("former_client_name", ValueKind.Text, "\"Ана\"", "The customer's name before it was corrected.").Optional().Typed();
    public static readonly TemplateValue FormerClientPhone = Of("former_client_phone", ValueKind.Phone, "\"+79160000000\"", "The customer's telephone number before it was corrected.").Optional().Typed();
    public static readonly TemplateValue FormerPeople = Of("former_people_count", ValueKind.Whole, "2", "How many people were to come, where that was corrected.").Optional() with { Min = 1, Max = 1000 };
    public static readonly TemplateValue FormerPrice = Of("former_total_price", ValueKind.Amount, "8000", "The price before it was corrected.").Optional();
    public static readonly TemplateValue FormerCurrency = Of("former_currency", ValueKind.Currency, "\"RUB\"", "The currency of the former price.").Optional() with { Default = "RUB" };
    public static readonly TemplateValue FormerLocation = Of("former_location", ValueKind.Text, "\"Студия на Лиговском, 5\"", "Where the session was to be, where that was corrected.").Optional().Typed();
    public static readonly TemplateValue FormerNotes = Of("former_notes", ValueKind.Lines, "\"Будет кошка\"", "The notes before they were corrected.").Optional().Typed();
    public static readonly TemplateValue ManagerId = Of("manager_id", ValueKind.Person, "123456789", "The number at Telegram of a manager whom the bot cannot reach, for {{ manager_name | mention manager_id }}.").Optional();
    public static readonly TemplateValue ManagerName = Of("manager_name", ValueKind.Text, "\"123456789\"", "How that manager is named.").Optional().Typed();
    public static readonly TemplateValue ClientName = Of("client_name", ValueKind.Text, "\"Анна & Co <3\"", "The customer's name as typed.").Typed();
    public static readonly TemplateValue ClientPhone = Of("client_phone", ValueKind.Phone, "\"+79161234567\"", "The customer's telephone number as typed.").Typed();
    public static readonly TemplateValue ClientUnreachable = Of("client_unreachable", ValueKind.Flag, "true", "True where the bot cannot write to the customer, who blocked it or left Telegram.").Optional();
    public static readonly TemplateValue SnoozedBy = Of("snoozed_by", ValueKind.Text, "\"Анна\"", "Who wants to be reminded later, if anybody does: of several the next one.").Optional().Typed();
    public static readonly TemplateValue SnoozedUntil = Of("snoozed_until", ValueKind.Moment, "\"2026-12-20T12:00:00Z\"", "When that person is reminded.");
    public static readonly TemplateValue SnoozedMore = Of("snoozed_more", ValueKind.Lines, "\"⏰ Борис решит позже: 20.12.2026 в 16:00\"", "A line for each of the others who want to be reminded, the next one first.").Optional().Typed();
    public static readonly TemplateValue UserId = Of("user_id", ValueKind.Person, "123456789", "The number at Telegram of the person who is asked, for {{ user_name | mention user_id }}.");
    public static readonly TemplateValue UserName = Of("user_name", ValueKind.Text, "\"Анна\"", "The person who is asked.").Typed();
    public static readonly TemplateValue People = Of("people_count", ValueKind.Whole, "3", "How many people come.") with { Min = 1, Max = 1000 };
    public static readonly TemplateValue Price = Of("total_price", ValueKind.Amount, "12500", "The whole price.");
    public static readonly TemplateValue Currency = Of("currency", ValueKind.Currency, "\"RUB\"", "The currency of the price.").Optional() with { Default = "RUB" };
    public static readonly TemplateValue Location = Of("location", ValueKind.Text, "\"Студия на Невском, 20\"", "Where the session is, for studios with several places.").Optional().Typed();
    public static readonly TemplateValue Notes = Of("notes", ValueKind.Lines, "\"Будет собака 🐕\\nНужен белый фон\"", "What the customer wrote with the booking.").Optional().Typed();

    public static readonly TemplateValue DecidedBy = Of("decided_by", ValueKind.Text, "\"Мария\"", "Who decided, as shown to people.").Typed();
    public static readonly TemplateValue DecidedAt = Of("decided_at", ValueKind.Moment, "\"2026-12-20T11:02:00Z\"", "When it was decided.");
    public static readonly TemplateValue Reason = Of("reason", ValueKind.Text, "\"Зал занят\"", "Why, in a person's words.").Optional().Typed();
    public static readonly TemplateValue AdditionalInfo = Of("additional_info", ValueKind.Lines, "\"Вход со двора, парковка бесплатная\"", "What the customer is told with the confirmation.").Optional().Typed();
    public static readonly TemplateValue CreatedAt = Of("created_at", ValueKind.Moment, "\"2026-12-20T09:30:00Z\"", "When the booking was made.").Optional();
    public static readonly TemplateValue WaitingMinutes = Of("waiting_minutes", ValueKind.Whole, "31", "For how many minutes it has waited for a decision.").Optional();
    public static readonly TemplateValue Command = Of("command", ValueKind.Text, "\"/confrm\"", "The command as typed.");
    public static readonly TemplateValue Count = Of("count", ValueKind.Whole, "2", "How many there are.");

    public static readonly TemplateValue State = Of("state", ValueKind.Choice, "\"confirmed\"", "Where the booking stands.") with
    {
        Choices = ["awaiting_decision", "confirmed", "rejected", "cancelled", "expired"],
    };

    /// <summary>What was booked, by whom, for how much.</summary>
    public static IEnumerable<TemplateValue> Booking => [Id, Service, Date, TimeSlots, ClientName, ClientPhone, ClientUnreachable, People, Price, Currency, Location, Notes, FormerDate.Optional(), FormerTimeSlots.Optional()];

    /// <summary>Who wants to be reminded of it later, and when.</summary>
    public static IEnumerable<TemplateValue> Snoozed => [SnoozedBy, SnoozedUntil.Optional(), SnoozedMore];

    /// <summary>What a correction may have changed, as it is and as it was.</summary>
    public static IEnumerable<TemplateValue> Corrected =>
    [
        Id, Service, FormerService, Date.Optional(), TimeSlots.Optional(), FormerDate.Optional(), FormerTimeSlots.Optional(), ClientName.Optional(), FormerClientName, ClientPhone.Optional(), FormerClientPhone,
        People.Optional(), FormerPeople, Price.Optional(), Currency, FormerPrice, FormerCurrency, Location, FormerLocation, Notes, FormerNotes,
    ];

    /// <summary>What a customer is told of the booking.</summary>
    public static IEnumerable<TemplateValue> Session => [Id, Service, Date, TimeSlots, Location];
}
