using MassTransit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using StackExchange.Redis;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Index;

/// <summary>
/// The index of a process that shares Redis with others: <c>webhook:bookings</c> has a row for each booking, <c>webhook:bookings:changes</c> the bookings by the number of their last change. A saga's commit
/// writes both. A question first takes over what changed since the one before, a command or two; the first one of a process takes all.
/// The process notes in Redis up to where it read: a failover that loses changes which it had read loses the note of them too, since a replica gets all writes in their order.
/// </summary>
public sealed class RedisBookingIndex(IDatabase redis, IBookingLists lists, Func<Guid, Task<BookingDecision?>> loadBooking) : IBookingIndexSource, IDisposable
{
    private const int Block = 2000;

    // A process that is not asked for so long takes all again.
    private static readonly TimeSpan NoteKept = TimeSpan.FromDays(7);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly BookingIndex _index = new();
    private readonly RedisKey _note = $"{RedisBookingLists.Changes}:read:{Guid.NewGuid():N}";
    private long _seen;
    private bool _hasOldOnes;

    public async Task<BookingIndex> CurrentAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var stored = await redis.StringGetAsync([RedisBookingLists.Sequence, _note]);
            if ((long)stored[0] < _seen || (long)stored[1] != _seen)
            {
                // A Redis that lost its newest writes gives their numbers again.
                _index.Clear();
                _seen = 0;
            }

            var before = _seen;
            await ReadChangesAsync(cancellationToken);
            if (!_hasOldOnes)
            {
                await AddOldOnesAsync();
                await ReadChangesAsync(cancellationToken);
                _hasOldOnes = true;
            }

            if (_seen != before)
            {
                await redis.StringSetAsync(_note, _seen, NoteKept);
            }

            return _index;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task ReadChangesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = await redis.SortedSetRangeByScoreWithScoresAsync(RedisBookingLists.Changes, _seen, double.PositiveInfinity, Exclude.Start, Order.Ascending, 0, Block).WaitAsync(cancellationToken);
            if (changed.Length == 0)
            {
                return;
            }

            var rows = await redis.HashGetAsync(RedisBookingLists.Rows, [.. changed.Select(change => change.Element)]).WaitAsync(cancellationToken);
            for (var at = 0; at < rows.Length; at++)
            {
                if (rows[at].IsNull)
                {
                    _index.Remove(Guid.ParseExact((string)changed[at].Element!, "N"));
                }
                else
                {
                    _index.Put(JsonSerializer.Deserialize<BookingRow>((string)rows[at]!)!);
                }
            }

            _seen = (long)changed[^1].Score;
        }
    }

    // Bookings of before there were rows: the lists know those of the last two months.
    private async Task AddOldOnesAsync()
    {
        var known = await redis.HashKeysAsync(RedisBookingLists.Listed);
        foreach (var block in known.Chunk(Block))
        {
            var rows = await redis.HashGetAsync(RedisBookingLists.Rows, block);
            foreach (var id in block.Where((_, at) => rows[at].IsNull).Select(member => Guid.ParseExact((string)member!, "N")))
            {
                if (await loadBooking(id) is { } booking && BookingListed.Of(booking) is { } listed)
                {
                    await lists.PutAsync(listed);
                }
            }
        }
    }
}

internal static class BookingIndexRegistration
{
    public static IServiceCollection AddBookingIndexInRedis(this IServiceCollection services) => services.AddSingleton<IBookingIndexSource>(provider => new RedisBookingIndex(
        provider.GetRequiredService<IDatabase>(),
        provider.GetRequiredService<IBookingLists>(),
        async booking =>
        {
            await using var scope = provider.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<BookingDecision>>().Load(booking);
        }));
}
