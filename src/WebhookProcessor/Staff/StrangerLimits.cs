using MassTransit;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>
/// How often somebody without a role is answered: a bucket for each person and one for each chat, checked before anything is stored or sent. In this process's memory, so that
/// such a person leaves no key in Redis; with several processes each has its own buckets.
/// </summary>
public sealed class StrangerLimits(TimeProvider time)
{
    private const int MaxBuckets = 10_000;

    private static readonly Bucket Person = new(Burst: 5, TimeSpan.FromSeconds(12));
    private static readonly Bucket Chat = new(Burst: 20, TimeSpan.FromSeconds(3));

    /// <summary>Full buckets are looked for once in this time, since each look goes through all of them.</summary>
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();

    // When each bucket will be full again.
    private readonly Dictionary<(bool IsChat, long Id), DateTimeOffset> _fullAt = [];
    private DateTimeOffset _sweptAt;

    /// <summary>The same for a message, once for all its attempts: one that waits for Redis would use up what the person has.</summary>
    public bool TryTake(ConsumeContext context, long userId, long chatId)
    {
        if (context.ReceiveContext.HasPayloadType(typeof(Granted)))
        {
            return true;
        }

        var isGranted = TryTake(userId, chatId);
        if (isGranted)
        {
            context.ReceiveContext.GetOrAddPayload(() => new Granted());
        }

        return isGranted;
    }

    /// <summary>Takes one answer of the person's and of the chat's; false where one of them has none left.</summary>
    public bool TryTake(long userId, long chatId)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_fullAt.Count >= MaxBuckets && now - _sweptAt >= SweepEvery)
            {
                _sweptAt = now;
                foreach (var full in _fullAt.Where(bucket => bucket.Value <= now).Select(bucket => bucket.Key).ToList())
                {
                    _fullAt.Remove(full);
                }
            }

            var (person, chat) = ((false, userId), (true, chatId));
            if (!Has(person, Person, now) || !Has(chat, Chat, now))
            {
                return false;
            }

            Take(person, Person, now);
            Take(chat, Chat, now);
            return true;
        }
    }

    // Where all buckets are in use, new people wait.
    private bool Has((bool, long) key, Bucket bucket, DateTimeOffset now) =>
        _fullAt.TryGetValue(key, out var fullAt) ? fullAt - now <= bucket.Pause * (bucket.Burst - 1) : _fullAt.Count < MaxBuckets;

    private void Take((bool, long) key, Bucket bucket, DateTimeOffset now)
    {
        var fullAt = _fullAt.GetValueOrDefault(key);
        _fullAt[key] = (fullAt > now ? fullAt : now) + bucket.Pause;
    }

    private sealed class Granted;

    private readonly record struct Bucket(int Burst, TimeSpan Pause);
}
