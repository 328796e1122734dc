using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using StackExchange.Redis;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Stores;

/// <summary>The index of all bookings, from Redis and from memory, answers the same.</summary>
public sealed class BookingIndexTests : StoreTest
{
    internal static readonly DateTimeOffset Start = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory, InlineData(true), InlineData(false)]
    public async Task Every_filter_finds_its_bookings_newest_first(bool redis)
    {
        var (lists, index) = Stores(redis);
        await lists.PutAsync(Listed("PH-1", minute: 1, name: "Анна Петрова", phone: "+7 900 123-45-67"));
        await lists.PutAsync(Listed("PH-2", minute: 2, name: "Boris", phone: "8 (495) 000-11-22", decidedBy: "Ольга", chats: ["-1001", "77"]));
        await lists.PutAsync(Listed("PH-3", minute: 3, name: "Vera", phone: "+7 900 999-00-00", decidedBy: "Анна", chats: ["-1002"]));

        Assert.Equal(["PH-3", "PH-2", "PH-1"], await IdsAsync(new ListBookings()));
        Assert.Equal(["PH-1"], await IdsAsync(new ListBookings { State = "awaiting_decision" }));
        Assert.Equal(["PH-3", "PH-2"], await IdsAsync(new ListBookings { From = Start.AddMinutes(2) }));
        Assert.Equal(["PH-1"], await IdsAsync(new ListBookings { To = Start.AddMinutes(2) }));
        Assert.Equal(["PH-3"], await IdsAsync(new ListBookings { DecidedBy = "анна" }));
        Assert.Equal(["PH-3"], await IdsAsync(new ListBookings { DecidedFrom = Start.AddHours(1).AddMinutes(3) }));
        Assert.Equal(["PH-2"], await IdsAsync(new ListBookings { Chat = "77" }));
        Assert.Equal(["PH-2"], await IdsAsync(new ListBookings { Date = Day(2) }));
        // Parts of a name in either case, of an id, and of a phone number however it is written.
        Assert.Equal(["PH-1"], await IdsAsync(new ListBookings { Search = "петр" }));
        Assert.Equal(["PH-2"], await IdsAsync(new ListBookings { Search = "ph-2" }));
        Assert.Equal(["PH-1"], await IdsAsync(new ListBookings { Search = "123 45" }));
        Assert.Equal(["PH-2"], await IdsAsync(new ListBookings { Search = "(495)0001" }));
        // And with another way to its country than the one that is stored.
        foreach (var search in (string[])["8 (900) 123-45-67", "8900123", "007900123", "00 7 900 123 45 67", "79001234567", "+7 (900) 123"])
        {
            Assert.Equal($"{search}: PH-1", $"{search}: {string.Join(' ', await IdsAsync(new ListBookings { Search = search }))}");
        }

        Assert.Equal(["PH-2"], await IdsAsync(new ListBookings { Search = "+7 495 000" }));
        Assert.Empty(await IdsAsync(new ListBookings { Search = "8 (900) 123-45-68" }));
        Assert.Empty(await IdsAsync(new ListBookings { Search = "nobody" }));

        async Task<IEnumerable<string>> IdsAsync(ListBookings question) => (await ReadAsync(index, question)).Bookings.Select(booking => booking.BookingId);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task States_are_counted_under_the_other_filters_and_a_later_word_moves_a_booking(bool redis)
    {
        var (lists, index) = Stores(redis);
        await lists.PutAsync(Listed("PH-1", minute: 1));
        await lists.PutAsync(Listed("PH-2", minute: 2));
        Assert.Equal((2, 0), await CountsAsync());

        await lists.PutAsync(Listed("PH-1", minute: 1, decidedBy: "Анна"));
        await lists.PutAsync(Listed("PH-1", minute: 1)); // An older word, late.
        Assert.Equal((1, 1), await CountsAsync());

        async Task<(int Waiting, int Confirmed)> CountsAsync()
        {
            var counts = (await ReadAsync(index, new ListBookings { State = "rejected", Search = "ph-" })).Counts.ToDictionary(count => count.State, count => count.Count);
            return (counts["awaiting_decision"], counts["confirmed"]);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_oldest_that_waits_is_told_however_short_the_page_and_what_is_overdue_is_counted(bool redis)
    {
        var (lists, index) = Stores(redis);
        await lists.PutAsync(Listed("PH-1", minute: 1, decidedBy: "Анна"));
        foreach (var minute in Enumerable.Range(2, 5))
        {
            await lists.PutAsync(Listed($"PH-{minute}", minute));
        }

        // One that came early and was asked for only in the morning.
        var held = Listed("PH-2", minute: 2);
        await lists.PutAsync(held with { Row = held.Row! with { AskedAt = Start.AddHours(9) } });
        var all = (await index.CurrentAsync(TestContext.Current.CancellationToken)).Read(new ListBookings { State = "awaiting_decision", Limit = 1 }, Start.AddMinutes(4));

        Assert.Equal((Start.AddMinutes(2), 2), (all.OldestWaiting, all.Overdue));
        var none = await ReadAsync(index, new ListBookings { Search = "PH-1" });
        Assert.Equal((null, null), (none.OldestWaiting, none.Overdue));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_row_that_changes_without_a_new_revision_takes_the_place_of_the_one_before(bool redis)
    {
        var (lists, index) = Stores(redis);
        await lists.PutAsync(Listed("PH-1", minute: 1, chats: ["-1001"]));
        Assert.Empty((await ReadAsync(index, new ListBookings { Chat = "99" })).Bookings);

        await lists.PutAsync(Listed("PH-1", minute: 1, chats: ["-1001", "99"]));

        Assert.Single((await ReadAsync(index, new ListBookings { Chat = "99" })).Bookings);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Pages_follow_each_other_while_new_bookings_come(bool redis)
    {
        var (lists, index) = Stores(redis);
        foreach (var number in Enumerable.Range(1, 5))
        {
            // Two of one moment, too.
            await lists.PutAsync(Listed($"PH-{number}", minute: number / 2));
        }

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await ReadAsync(index, new ListBookings { Limit = 2, After = after });
            seen.AddRange(page.Bookings.Select(booking => booking.BookingId));
            after = page.Next;
            await lists.PutAsync(Listed($"PH-new-{seen.Count}", minute: 100));
        }
        while (after is not null && seen.Count < 10);

        Assert.Equal(5, seen.Count);
        Assert.Equal(["PH-1", "PH-2", "PH-3", "PH-4", "PH-5"], seen.Order(StringComparer.Ordinal));
    }

    internal static async Task<BookingPage> ReadAsync(IBookingIndexSource index, ListBookings question) => (await index.CurrentAsync(TestContext.Current.CancellationToken)).Read(question);

    private (IBookingLists Lists, IBookingIndexSource Index) Stores(bool redis)
    {
        if (!redis)
        {
            var memory = new InMemoryBookingLists();
            return (memory, memory);
        }

        var database = Database();
        var lists = new RedisBookingLists(database, TimeProvider.System);
        return (lists, Index(database, lists));
    }

    internal static RedisBookingIndex Index(IDatabase database, IBookingLists lists) => new(database, lists, _ => Task.FromResult<BookingDecision?>(null));

    internal static DateOnly Day(int number) => new(2026, 12, 20 + number);

    internal static BookingListed Listed(string id, int minute, string name = "Somebody", string phone = "0", string? decidedBy = null, params string[] chats)
    {
        var booking = BookingCorrelation.Of(id);
        var created = Start.AddMinutes(minute);
        var revision = decidedBy is null ? 0 : 1;
        return new BookingListed
        {
            Booking = booking,
            Open = decidedBy is null,
            Revision = revision,
            Date = Day(Math.Min(minute, 5)),
            CreatedAt = created,
            Row = new BookingRow
            {
                Booking = booking,
                Revision = revision,
                Chats = chats,
                Summary = new BookingSummary
                {
                    BookingId = id,
                    State = decidedBy is null ? "awaiting_decision" : "confirmed",
                    CreatedAt = created,
                    DecidedBy = decidedBy,
                    DecidedAt = decidedBy is null ? null : created.AddHours(1),
                    Service = "Portrait",
                    Date = Day(Math.Min(minute, 5)),
                    TimeSlots = ["10:00"],
                    ClientName = name,
                    ClientPhone = phone,
                },
            },
        };
    }
}
