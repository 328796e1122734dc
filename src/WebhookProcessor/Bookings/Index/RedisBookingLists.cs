using MassTransit;
using PhStudio.Messaging.RedisIntegration.Scripts;
using StackExchange.Redis;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>
/// In Redis: <c>webhook:listed</c> (booking → revision), <c>webhook:open</c> (by age) and <c>webhook:days</c> (by the day of the session).
/// One script keeps the three together, so that an older message that comes late finds the newer revision and changes nothing.
/// Entries whose session was two months ago are removed as new ones come. The script also writes the booking's row of the index (<see cref="RedisBookingIndex"/>), which stays.
/// </summary>
public sealed class RedisBookingLists(IDatabase redis, TimeProvider time) : IBookingLists
{
    /// <summary>Booking to revision.</summary>
    internal const string Listed = "webhook:listed";

    /// <summary>Booking to its row of the index.</summary>
    internal const string Rows = "webhook:bookings";

    /// <summary>Bookings by the number of their last change.</summary>
    internal const string Changes = "webhook:bookings:changes";

    /// <summary>The number of the last change of all.</summary>
    internal const string Sequence = "webhook:bookings:sequence";

    /// <summary>Bookings that were taken out, by when: other processes see the removal by their changes.</summary>
    internal const string Removed = "webhook:bookings:removed";

    private const string OpenOnes = "webhook:open";
    private const string Days = "webhook:days";
    private const int DaysKept = 60;

    private static readonly TimeSpan MarkerKept = TimeSpan.FromDays(30);

    private static readonly RedisScript RemoveScript = RedisScript.Load<RedisBookingLists>("booking-remove.lua");

    private static readonly RedisScript PutScript = RedisScript.Load<RedisBookingLists>("booking-list.lua");

    /// <summary>The script that keeps a booking in the lists, for a saga's outbox, which runs it in its own commit.</summary>
    public static string PutLua => PutScript.Body;

    public Task PutAsync(BookingListed booking)
    {
        var write = Putting(booking);
        return PutScript.EvaluateAsync(redis, [.. write.Keys], [.. write.Arguments]);
    }

    public Task RemoveAsync(Guid booking) => RemoveScript.EvaluateAsync(
        redis, [Listed, OpenOnes, Days, Rows, Changes, Sequence, Removed], [booking.ToString("N"), time.GetUtcNow().ToUnixTimeMilliseconds(), (time.GetUtcNow() - MarkerKept).ToUnixTimeMilliseconds()]);

    public async Task<IReadOnlyList<Guid>> OpenAsync() => Ids(await redis.SortedSetRangeByRankAsync(OpenOnes));

    public async Task<IReadOnlyList<Guid>> OnAsync(DateOnly day) => Ids(await redis.SortedSetRangeByScoreAsync(Days, day.DayNumber, day.DayNumber));

    /// <summary>What <see cref="PutLua"/> gets, so that a saga's outbox can put the booking with its own commit.</summary>
    public static OutboxWrite Putting(BookingListed booking) => new(
        [Listed, OpenOnes, Days, Rows, Changes, Sequence],
        [
            booking.Booking.ToString("N"), booking.Revision, booking.Date.DayNumber, booking.Open ? 1 : 0, booking.CreatedAt.ToUnixTimeMilliseconds(),
            DateOnly.FromDateTime(booking.CreatedAt.UtcDateTime).DayNumber - DaysKept,
            booking.Row is null ? "" : JsonSerializer.Serialize(booking.Row),
        ]);

    private static List<Guid> Ids(RedisValue[] members) => [.. members.Select(m => Guid.ParseExact(m.ToString(), "N"))];
}
