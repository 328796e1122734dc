using PhStudio.Messaging.WebhookProcessor.Bookings.Index;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Stores;

/// <summary>The lists of open decisions and of sessions by day.</summary>
public sealed class BookingListsStoreTests : StoreTest
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_booking_is_in_the_lists_where_its_newest_revision_belongs(bool redis)
    {
        IBookingLists lists = redis ? new RedisBookingLists(Database(), TimeProvider.System) : new InMemoryBookingLists();
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var day = new DateOnly(2026, 12, 24);

        await lists.PutAsync(Listed(second, revision: 0, day, minute: 2));
        await lists.PutAsync(Listed(first, revision: 0, day, minute: 1));
        Assert.Equal([first, second], await lists.OpenAsync());
        Assert.Equal(new HashSet<Guid> { first, second }, (await lists.OnAsync(day)).ToHashSet());

        await lists.PutAsync(Listed(first, revision: 2, day.AddDays(1), minute: 1));
        await lists.PutAsync(Listed(second, revision: 1, day, minute: 2) with { Open = false });
        await lists.PutAsync(Listed(first, revision: 1, day, minute: 1) with { Open = false }); // An older word, late.
        await lists.PutAsync(Listed(second, revision: 0, day, minute: 2));

        Assert.Equal([first], await lists.OpenAsync());
        Assert.Equal([second], await lists.OnAsync(day));
        Assert.Equal([first], await lists.OnAsync(day.AddDays(1)));

        await lists.RemoveAsync(first);
        Assert.Empty(await lists.OpenAsync());
        Assert.Empty(await lists.OnAsync(day.AddDays(1)));
        Assert.Equal([second], await lists.OnAsync(day));
    }

    // Only Redis's lists forget by themselves.
    [Fact]
    public async Task Past_a_hundred_open_bookings_of_long_ago_the_others_are_still_forgotten()
    {
        var lists = new RedisBookingLists(Database(), TimeProvider.System);
        var old = new DateOnly(2026, 1, 1);
        foreach (var number in Enumerable.Range(0, 101))
        {
            await lists.PutAsync(Listed(Guid.NewGuid(), revision: 0, old, minute: number % 60));
        }

        await lists.PutAsync(Listed(Guid.NewGuid(), revision: 0, old.AddDays(1), minute: 1) with { Open = false });
        await lists.PutAsync(Listed(Guid.NewGuid(), revision: 0, new DateOnly(2026, 12, 24), minute: 1));
        await lists.PutAsync(Listed(Guid.NewGuid(), revision: 0, new DateOnly(2026, 12, 24), minute: 1));

        Assert.Equal(103, (await lists.OpenAsync()).Count);
        Assert.Empty(await lists.OnAsync(old.AddDays(1)));
    }

    private static BookingListed Listed(Guid booking, int revision, DateOnly day, int minute) => new()
    {
        Booking = booking, Open = true, Revision = revision, Date = day, CreatedAt = new DateTimeOffset(2026, 12, 1, 0, minute, 0, TimeSpan.Zero),
    };
}
