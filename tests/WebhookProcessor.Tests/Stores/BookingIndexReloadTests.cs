using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using static PhStudio.Messaging.WebhookProcessor.Tests.Stores.BookingIndexTests;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Stores;

/// <summary>The index of all bookings in Redis, as each process reads it.</summary>
public sealed class BookingIndexReloadTests : StoreTest
{
    [Fact]
    public async Task Two_processes_see_each_others_bookings_and_one_that_lost_its_Redis_begins_again()
    {
        var database = Database();
        var lists = new RedisBookingLists(database, TimeProvider.System);
        using var one = Index(database, lists);
        using var other = Index(database, lists);
        await lists.PutAsync(Listed("PH-1", minute: 1));
        Assert.Single((await ReadAsync(one, new ListBookings())).Bookings);
        await lists.PutAsync(Listed("PH-2", minute: 2));

        Assert.Equal(2, (await ReadAsync(one, new ListBookings())).Bookings.Count);
        Assert.Equal(2, (await ReadAsync(other, new ListBookings())).Bookings.Count);

        await lists.RemoveAsync(BookingCorrelation.Of("PH-1"));
        Assert.Equal(["PH-2"], (await ReadAsync(one, new ListBookings())).Bookings.Select(booking => booking.BookingId));
        Assert.Equal(["PH-2"], (await ReadAsync(other, new ListBookings())).Bookings.Select(booking => booking.BookingId));

        await database.KeyDeleteAsync(["webhook:bookings", "webhook:bookings:changes", "webhook:bookings:sequence", "webhook:listed"]);
        await lists.PutAsync(Listed("PH-3", minute: 3));
        Assert.Equal(["PH-3"], (await ReadAsync(one, new ListBookings())).Bookings.Select(booking => booking.BookingId));
    }

    [Fact]
    public async Task Bookings_of_before_there_were_rows_are_taken_in_once()
    {
        var database = Database();
        var lists = new RedisBookingLists(database, TimeProvider.System);
        var listed = Listed("PH-old", minute: 1);
        await lists.PutAsync(listed with { Row = null });
        using var index = new RedisBookingIndex(database, lists, booking => Task.FromResult<BookingDecision?>(booking != listed.Booking ? null : new BookingDecision
        {
            CorrelationId = booking,
            BookingId = "PH-old",
            FirstHeardAt = Start,
            Booking = new BookingCreated { BookingId = "PH-old", Service = "Portrait", Date = Day(1), TimeSlots = ["10:00"], ClientName = "Old", ClientPhone = "1", PeopleCount = 1, TotalPrice = 1 },
        }));

        Assert.Equal("Old", Assert.Single((await ReadAsync(index, new ListBookings())).Bookings).ClientName);
    }
}
