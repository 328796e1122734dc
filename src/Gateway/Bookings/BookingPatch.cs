using System.ComponentModel.DataAnnotations;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>The body of <c>PATCH /bookings/{id}</c>: what is left out stays as it is. The rules are those of <see cref="BookingChanged"/>.</summary>
internal sealed record BookingPatch
{
    private static IReadOnlyDictionary<string, string[]> Nothing { get; } = new Dictionary<string, string[]>
    {
        ["body"] = ["must name at least one value to change: service, date, time_slots, client_name, client_phone, people_count, total_price, currency, client_chat_id, client_language, location, notes"],
    };

    [StringLength(200, MinimumLength = 1)]
    public string? Service { get; init; }

    [SensibleDate]
    public DateOnly? Date { get; init; }

    [Count(1, 48), EachMatches(BookingCreated.TimeSlotPattern, BookingCreated.TimeSlotForm), Distinct]
    public IReadOnlyList<string>? TimeSlots { get; init; }

    [StringLength(200, MinimumLength = 1)]
    public string? ClientName { get; init; }

    [StringLength(40, MinimumLength = 1)]
    public string? ClientPhone { get; init; }

    [Range(1, 1000)]
    public int? PeopleCount { get; init; }

    [Amount(nameof(Currency))]
    public decimal? TotalPrice { get; init; }

    [RegularExpression(@"^[A-Z]{3}\z", ErrorMessage = "must be an ISO 4217 code such as RUB")]
    public string? Currency { get; init; }

    [NumberOrText, RegularExpression(@"^[1-9][0-9]{0,15}\z", ErrorMessage = "must be the number of a private chat, such as 123456789")]
    public string? ClientChatId { get; init; }

    [RegularExpression(@"^[a-z]{2,3}\z", ErrorMessage = "must be a language code such as ru or en")]
    public string? ClientLanguage { get; init; }

    [StringLength(200), BlankSaysSomething]
    public string? Location { get; init; }

    [StringLength(2000), BlankSaysSomething]
    public string? Notes { get; init; }

    public bool? AllowPast { get; init; }

    [StringLength(200, MinimumLength = 1)]
    public string? By { get; init; }

    /// <summary>True where only the session's time is named: a move, which has a message of its own on the bus.</summary>
    internal bool IsMove => HasTime && !HasMore;

    /// <summary>What is wrong with the body as a whole; null where nothing is. A day without its hours, and hours without their day, are mistakes.</summary>
    internal IReadOnlyDictionary<string, string[]>? Problem => HasTime
        ? Date is null ? Required("date") : TimeSlots is null ? Required("time_slots") : null
        : HasMore ? null : Nothing;

    private bool HasTime => Date is not null || TimeSlots is not null;

    private bool HasMore => this is not
    {
        Service: null, ClientName: null, ClientPhone: null, PeopleCount: null, TotalPrice: null, Currency: null, ClientChatId: null, ClientLanguage: null, Location: null, Notes: null,
    };

    private static Dictionary<string, string[]> Required(string field) => new() { [field] = ["is required"] };

    /// <summary>The order to the service that decides.</summary>
    internal BookingChanged Order(string bookingId) => new()
    {
        BookingId = bookingId,
        Service = Service,
        Date = Date,
        TimeSlots = TimeSlots,
        ClientName = ClientName,
        ClientPhone = ClientPhone,
        PeopleCount = PeopleCount,
        TotalPrice = TotalPrice,
        Currency = Currency,
        ClientChatId = ClientChatId,
        ClientLanguage = ClientLanguage,
        Location = Location,
        Notes = Notes,
        AllowPast = AllowPast,
        By = By,
    };
}
