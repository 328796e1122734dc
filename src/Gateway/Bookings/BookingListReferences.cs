using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Bookings.Callbacks;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Bookings;

/// <summary>What the API document says of the lists of bookings and of callbacks.</summary>
internal static class BookingListReferences
{
    private static readonly DateTimeOffset Morning = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<ParameterReference> Filters =
    [
        new("state", "The state that bookings are in.", "confirmed") { Words = ["awaiting_decision", "confirmed", "rejected", "cancelled", "expired"] },
        .. ParameterReference.Period,
        new("decided_by", "Who decided, as shown to people, in either case.", "Maria"),
        .. ParameterReference.Between("decided_from", "decided_to"),
        new("date", "The day of the session.", "2099-12-24"),
        new("chat", "A staff chat that saw it, or the customer's.", "-1001234567890"),
        new("q", "A part of the id, of the customer's name, or at least three digits of the phone number.", "900"),
    ];

    private static readonly CallbackEntry Callback = new()
    {
        Id = "msg_5f0c2a7f9d3b4c1e8a6f0b2d4c6e8f1a",
        Type = "booking.confirmed",
        BookingId = "PH-2026-17",
        State = CallbackState.Delivered,
        Attempts = 1,
        Status = 200,
        DurationMs = 41,
        FirstAt = Morning,
        LastAt = Morning,
    };

    public static IReadOnlyList<CallReference> All { get; } =
    [
        new("GET", "/bookings", "listBookings", "Bookings, newest first, with their number in each state under the other filters")
        {
            Parameters = [.. Filters, .. ParameterReference.Paging],
            Answers = [new(200, "A page.", new BookingListsApi.ListedBookings(
                [
                    new BookingSummary
                    {
                        BookingId = "PH-2026-17", State = "confirmed", CreatedAt = Morning, DecidedBy = "Maria", DecidedAt = Morning.AddMinutes(2), Service = "Family session", Date = new DateOnly(2099, 12, 24),
                        TimeSlots = ["10:00", "11:00"], ClientName = "Anna Petrova", ClientPhone = "+7 900 000-00-00", PeopleCount = 4, TotalPrice = 8000,
                    },
                ],
                "MTc5NDM1MjgwMDAwMHwwYjBmOGMyZQ",
                new Dictionary<string, int> { ["awaiting_decision"] = 3, ["confirmed"] = 1 },
                Morning,
                null))],
        },
        new("GET", "/bookings.csv", "exportBookings", "All bookings that pass the filters, as a table for a spreadsheet")
        {
            Description = "UTF-8 with its byte order mark; every field in quotes; an apostrophe before what a spreadsheet would take for a formula.",
            Parameters = Filters,
            Answers = [new(200, "The table.", "\"PH-2026-17\",\"confirmed\",\"2026-12-01T09:00:00Z\"") { ContentType = "text/csv", Headers = new Dictionary<string, string> { ["Content-Disposition"] = "The file's name." } }],
        },
        new("GET", "/outcomes", "listCallbacks", "What was posted to the platform, newest first: attempts, status, duration")
        {
            Parameters =
            [
                new("booking_id", "The booking that it is about.", "PH-2026-17"),
                new("state", "Where it stands.", "delivered") { Words = [.. Enum.GetValues<CallbackState>().Select(CallbacksApi.NameOf)] },
                .. ParameterReference.Paging,
            ],
            Answers = [new(200, "A page.", new CallbacksApi.ListedCallbacks([Callback], null))],
        },
        new("POST", "/outcomes/{id}/redeliver", "redeliverCallback", "Posts a callback to the platform now, once, under the same webhook-id")
        {
            Parameters = [ParameterReference.InPath("id", "The webhook-id.", Callback.Id)],
            Answers = [new(200, "The platform took it.", Callback)],
            Refusals = new Dictionary<int, string> { [404] = "It is not known, or not any more.", [409] = "BOOKING_CALLBACK_URL is not set.", [502] = "The platform did not take it." },
        },
    ];
}
