using System.Text;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Lists of bookings as HTTP callers see them; WebhookProcessor is played.</summary>
public sealed class BookingListsTests
{
    private static readonly Guid Place = Guid.Parse("0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11");

    [Fact]
    public async Task Filters_reach_the_service_that_has_the_bookings_and_the_next_page_is_asked_for_by_its_cursor()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => new BookingPage
        {
            Bookings = [Booking("7")],
            Next = question is ListBookings { After: null } ? $"1767225600000:{Place:N}" : null,
            Counts = [new BookingCount { State = "confirmed", Count = 2 }],
            OldestWaiting = Moment(2026, 12, 1),
            Overdue = 3,
        };

        var (status, first) = await gateway.GetAsync("/bookings?state=confirmed&from=2026-12-01&to=2026-12-31&decided_by=%D0%90%D0%BD%D0%BD%D0%B0&decided_from=2026-12-24T10:00:00%2B03:00&chat=-1001&date=2026-12-24&q=900&limit=1");
        Assert.Equal(200, status);
        var next = first.GetProperty("next").GetString();
        var (_, second) = await gateway.GetAsync($"/bookings?cursor={next}");

        var asked = gateway.Others.Got.OfType<ListBookings>().ToList();
        // A day is the studio's (Europe/Moscow), and the last one counts.
        Assert.Equal(new ListBookings
        {
            State = "confirmed",
            From = Moment(2026, 12, 1),
            To = Moment(2027, 1, 1),
            DecidedBy = "Анна",
            DecidedFrom = Moment(2026, 12, 24, hour: 10),
            Chat = "-1001",
            Date = new DateOnly(2026, 12, 24),
            Search = "900",
            Limit = 1,
        }, asked[0]);
        Assert.Equal((null, $"1767225600000:{Place:N}", 50), (asked[1].State, asked[1].After, asked[1].Limit));
        Assert.Equal(("7", 2), (first.GetProperty("bookings")[0].GetProperty("booking_id").GetString(), first.GetProperty("counts").GetProperty("confirmed").GetInt32()));
        Assert.Equal((Moment(2026, 12, 1), 3), (first.GetProperty("oldest_waiting").GetDateTimeOffset(), first.GetProperty("overdue").GetInt32()));
        Assert.False(second.TryGetProperty("next", out _));
    }

    [Theory]
    [InlineData("/bookings?state=decided", "state")]
    [InlineData("/bookings?date=24.12.2026", "date")]
    [InlineData("/bookings?from=2026-12-24T10:00:00", "from")]
    [InlineData("/bookings?cursor=MTIzfHg", "cursor")]
    [InlineData("/bookings?sate=confirmed", "sate")]
    [InlineData("/bookings.csv?limit=5", "limit")]
    public async Task What_is_out_of_form_is_422_with_its_rule(string path, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, problem) = await gateway.GetAsync(path);

        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
        Assert.Empty(gateway.Others.Got);
    }

    [Theory]
    [InlineData("/bookings")]
    [InlineData("/bookings.csv")]
    [InlineData("/bookings/7")]
    public async Task A_question_that_nobody_answers_is_503_within_two_seconds(string path)
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(503, (await gateway.GetAsync(path)).Status);
        // What the call waits for at most; the rest of the two seconds is the way there and back.
        Assert.InRange(Deadlines.Question, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.8));
    }

    [Fact]
    public async Task The_table_has_every_page_and_no_field_that_a_spreadsheet_takes_for_a_formula()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question is ListBookings { After: null }
            ? Page($"5:{Place:N}", Booking("=1+2") with { ClientName = "  @cmd \"x\"", ClientPhone = "+7 900", Reason = "a, b\nc", Location = "Nevsky" })
            : Page(null, Booking("8"));

        using var answer = await gateway.Http.GetAsync("/bookings.csv?state=confirmed", TestContext.Current.CancellationToken);

        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var lines = Encoding.UTF8.GetString(bytes[3..]).Split("\r\n");
        Assert.Equal("booking_id,state,created_at,decided_by,decided_at,reason,service,date,time_slots,client_name,client_phone,people_count,total_price,currency,location", lines[0]);
        Assert.Equal("\"'=1+2\",\"confirmed\",\"2026-12-24T07:00:00Z\",\"Анна\",\"2026-12-24T07:00:00Z\",\"a, b\nc\",\"Portrait\",\"2026-12-30\",\"10:00 11:00\",\"'  @cmd \"\"x\"\"\",\"'+7 900\",\"2\",\"8000.5\",\"RUB\",\"Nevsky\"", lines[1]);
        Assert.StartsWith("\"8\",", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(",\"RUB\",\"\"", lines[2], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
    }

    private static BookingPage Page(string? next, params BookingSummary[] bookings) => new() { Bookings = bookings, Next = next, Counts = [] };

    private static BookingSummary Booking(string id) => new()
    {
        BookingId = id,
        State = "confirmed",
        CreatedAt = Moment(2026, 12, 24, hour: 10),
        DecidedBy = "Анна",
        DecidedAt = Moment(2026, 12, 24, hour: 10),
        Service = "Portrait",
        Date = new DateOnly(2026, 12, 30),
        TimeSlots = ["10:00", "11:00"],
        ClientName = "Anna",
        ClientPhone = "900",
        PeopleCount = 2,
        TotalPrice = 8000.5m,
    };

    private static DateTimeOffset Moment(int year, int month, int day, int hour = 0) => new(year, month, day, hour, 0, 0, TimeSpan.FromHours(3));
}
