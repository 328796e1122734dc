using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>What the API document says of the calls for bookings.</summary>
internal static class BookingReferences
{
    private const string Id = "PH-2026-17";
    private const string Decided = "It was decided before, or its state does not allow it; the answer has state, decided_by, decided_at and reason.";

    private static readonly DateTimeOffset Morning = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly BookingCreated Sample = new()
    {
        BookingId = Id,
        Service = "Family session",
        Date = new DateOnly(2099, 12, 24),
        TimeSlots = ["10:00", "11:00"],
        ClientName = "Anna Petrova",
        ClientPhone = "+7 900 000-00-00",
        PeopleCount = 4,
        TotalPrice = 8000,
        Via = "http",
    };

    private static readonly BookingState Waiting = new() { BookingId = Id, State = "awaiting_decision", Booking = Sample, CreatedAt = Morning, Audit = [new AuditEntry { At = Morning, What = "created", From = "http" }] };

    private static readonly BookingLink Link = new() { BookingId = Id, Url = "https://t.me/studio_bot?start=b_3J98t1WpEZ73", ExpiresAt = Morning.AddDays(30) };

    /// <summary>One booking at a time.</summary>
    public static IReadOnlyList<CallReference> All { get; } =
    [
        new("POST", "/bookings", "createBooking", "Hands a booking over to the staff")
        {
            Description = "Answered once it cannot be lost. The same id with the same content again is the same booking: nobody is asked twice. With pictures as files the call is multipart/form-data: the booking as JSON in the part booking, and 1-10 files named photo (JPEG, PNG or WebP, 10 MB each, 50 MB together).",
            Body = new(typeof(BookingCreated), "NewBooking", """
                {"id":"PH-2026-17","service":"Family session","date":"2099-12-24","time_slots":["10:00","11:00"],
                 "client_name":"Anna Petrova","client_phone":"+7 900 000-00-00","people_count":4,"total_price":8000}
                """) { Called = new Dictionary<string, string> { ["booking_id"] = "id" }, Files = "photo", Part = "booking" },
            Answers = [new(202, "It cannot be lost any more.", new BookingsApi.AcceptedBooking(Id, "accepted")) { Headers = AnswerReference.Location }],
            Refusals = new Dictionary<int, string> { [409] = "The id was accepted before with other content; \"differs\" names the fields.", [507] = "There is no room for the files (UPLOADS_MAX_MB)." },
        },
        new("GET", "/bookings/{id}", "getBooking", "A booking: its state, who decided and when, what happened to it, and each message about it")
        {
            Parameters = [ParameterReference.BookingId],
            Answers = [new(200, "The booking.", Waiting)],
            Refusals = new Dictionary<int, string> { [404] = "Nobody knows the id." },
        },
        Order("PATCH", "/bookings/{id}", "changeBooking", "Corrects a booking") with
        {
            Description = "What is left out stays; date and time_slots come together. Staff and customer read what changed.",
            Body = new(typeof(BookingChanged), "BookingPatch", """{"client_phone":"+7 900 000-00-09","total_price":8500}""") { Known = BookingPatch.Id },
        },
        new("GET", "/bookings/{id}/link", "getBookingLink", "A link for the customer, who hears of the outcome in Telegram after opening it")
        {
            Description = "It binds the first person who opens it; everybody else is refused.",
            Parameters = [ParameterReference.BookingId],
            Answers = [new(200, "The link.", Link)],
            Refusals = new Dictionary<int, string> { [404] = "Nobody knows the id." },
        },
        new("POST", "/bookings/{id}/link", "renewBookingLink", "A new link for the customer; every older one is invalid from now on")
        {
            Description = "A person who opened an older one gets no more messages and can no longer cancel. A customer named by client_chat_id stays.",
            Body = new(typeof(DecisionsApi.Decision), "Decision", """{"by":"Maria","reason":"Sent to the wrong person."}""") { IsRequired = false },
            Parameters = [ParameterReference.BookingId],
            Answers = [new(200, "The new link.", Link)],
            Refusals = new Dictionary<int, string> { [404] = "Nobody knows the id." },
        },
        Order("POST", "/bookings/{id}/confirm", "confirmBooking", "Confirms a booking", "confirmed") with
        {
            Body = new(typeof(DecisionsApi.Confirmation), "Confirmation", """{"by":"Maria","additional_info":"Please come ten minutes early."}"""),
        },
        Order("POST", "/bookings/{id}/reject", "rejectBooking", "Rejects a booking", "rejected") with
        {
            Body = new(typeof(DecisionsApi.Decision), "Decision", """{"by":"Maria","reason":"The studio is taken that day."}"""),
        },
        Order("POST", "/bookings/{id}/cancel", "cancelBooking", "Cancels a booking", "cancelled") with
        {
            Body = new(typeof(DecisionsApi.Decision), "Decision", """{"by":"Maria","reason":"The customer called."}"""),
        },
        Order("POST", "/bookings/{id}/refuse-undo", "refuseUndo", "From now on the decision stays: it cannot be taken back any more", "confirmed") with
        {
            Description = "Send the sequence of the outcome that you act on: where another one stands by now, though you were not told yet, the answer is 409.",
            Body = new(typeof(DecisionsApi.RefusedUndo), "RefusedUndo", """{"by":"Maria","sequence":1}""") { IsRequired = false },
        },
        Order("POST", "/bookings/{id}/reopen", "reopenBooking", "Asks staff again about a booking that expired or was cancelled") with
        {
            Body = new(typeof(DecisionsApi.Decision), "Decision", """{"by":"Maria","reason":"Cancelled by mistake."}""") { IsRequired = false },
        },
    ];

    private static CallReference Order(string method, string path, string id, string summary, string? state = null) => new(method, path, id, summary)
    {
        Parameters = [ParameterReference.BookingId],
        Answers = [new(200, "The booking as it is now.", state is null ? Waiting : Waiting with { State = state, DecidedBy = "Maria", DecidedAt = Morning.AddMinutes(2) })],
        Refusals = new Dictionary<int, string> { [404] = "Nobody knows the id.", [409] = Decided },
    };
}
