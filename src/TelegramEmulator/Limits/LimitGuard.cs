using System.Collections.Concurrent;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;

namespace PhStudio.Messaging.TelegramEmulator.Limits;

/// <summary>
/// Charges every message and edit to the limits (docs/telegram.md 16) and refuses with 429 what is too much (docs/telegram.md 17).
/// The chat is asked first: what it refuses is not counted for the bot. What a fault blocks is refused also with the limits off.
/// </summary>
internal sealed class LimitGuard(SendLimits initial, TimeProvider clock)
{
    /// <summary>No chat has this number.</summary>
    private const long WholeBot = 0;

    private readonly ConcurrentDictionary<long, Meter> _chats = new();
    private readonly ConcurrentDictionary<long, Meter> _groups = new();
    private readonly ConcurrentDictionary<long, Meter> _blocks = new();
    private volatile bool _anyBlock;
    private Meter _bot = new(new TokenBucket(initial.BotPerSecond, initial.BotPerSecond));
    private Meter _paid = new(new TokenBucket(initial.PaidPerSecond, initial.PaidPerSecond));
    private SendLimits _limits = initial;

    /// <summary>The limits in force; setting them forgets what was sent so far.</summary>
    public SendLimits Limits
    {
        get => _limits;
        set
        {
            _chats.Clear();
            _groups.Clear();
            _bot = new Meter(new TokenBucket(value.BotPerSecond, value.BotPerSecond));
            _paid = new Meter(new TokenBucket(value.PaidPerSecond, value.PaidPerSecond));
            _limits = value;
        }
    }

    /// <summary>Charges one message, or an album of so many.</summary>
    /// <exception cref="TelegramRefusal">429 with the wait.</exception>
    public void Charge(ChatRoom room, bool isPaid, int count = 1)
    {
        RefuseBlocked(room);
        if (_limits.Enabled)
        {
            Take(Find(_chats, room.Id, _limits.ChatPerSecond, _limits.ChatBurst), count);
            ChargeGroup(room, count);
            Take(isPaid ? _paid : _bot, count);
        }
    }

    /// <summary>Charges one edit: it counts for groups and for the bot, not for a chat's messages a second.</summary>
    /// <exception cref="TelegramRefusal">429 with the wait.</exception>
    public void ChargeEdit(ChatRoom room)
    {
        RefuseBlocked(room);
        if (_limits.Enabled)
        {
            ChargeGroup(room);
            Take(_bot);
        }
    }

    /// <summary>Charges a message that one member of a group sees: it counts for the bot only.</summary>
    /// <exception cref="TelegramRefusal">429 with the wait.</exception>
    public void ChargeEphemeral(ChatRoom room)
    {
        RefuseBlocked(room);
        if (_limits.Enabled)
        {
            Take(_bot);
        }
    }

    /// <summary>Makes a chat, or the whole bot when none is named, refuse for a while.</summary>
    public void Block(long? chat, TimeSpan wait)
    {
        _blocks.GetOrAdd(chat ?? WholeBot, _ => new Meter(null)).Block(clock.GetUtcNow(), wait);
        _anyBlock = true;
    }

    /// <summary>Forgets every block.</summary>
    public void Unblock()
    {
        _anyBlock = false;
        _blocks.Clear();
    }

    private void RefuseBlocked(ChatRoom room)
    {
        if (_anyBlock)
        {
            foreach (var blocked in (ReadOnlySpan<long>)[WholeBot, room.Id])
            {
                if (_blocks.TryGetValue(blocked, out var meter))
                {
                    Take(meter);
                }
            }
        }
    }

    private void ChargeGroup(ChatRoom room, int count = 1)
    {
        if (!room.IsPrivate)
        {
            Take(Find(_groups, room.Id, _limits.GroupPerMinute / 60, _limits.GroupBurst), count);
        }
    }

    private void Take(Meter meter, int count = 1)
    {
        if (meter.TryTake(clock.GetUtcNow(), count) is { } wait)
        {
            throw TelegramRefusal.TooManyRequests((int)Math.Max(1, Math.Ceiling(wait.TotalSeconds)));
        }
    }

    private static Meter Find(ConcurrentDictionary<long, Meter> meters, long id, double perSecond, int burst) =>
        meters.GetOrAdd(id, static (_, pace) => new Meter(new TokenBucket(pace.perSecond, pace.burst)), (perSecond, burst));
}
