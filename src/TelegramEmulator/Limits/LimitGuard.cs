using System.Collections.Concurrent;
using PhStudio.Messaging.TelegramEmulator.Api;
using PhStudio.Messaging.TelegramEmulator.Chats;

namespace PhStudio.Messaging.TelegramEmulator.Limits;

/// <summary>
/// Charges every message and edit to the limits (TELEGRAM.md 16) and refuses with 429 what is too much (17).
/// The chat is asked first: what it refuses is not counted for the bot. What a fault blocks is refused also with the limits off.
/// </summary>
internal sealed class LimitGuard(SendLimits initial, TimeProvider clock)
{
    /// <summary>No chat has this number.</summary>
    private const long WholeBot = 0;

    private readonly ConcurrentDictionary<long, Meter> chats = new();
    private readonly ConcurrentDictionary<long, Meter> groups = new();
    private readonly ConcurrentDictionary<long, Meter> blocks = new();
    private volatile bool anyBlock;
    private Meter bot = new(new TokenBucket(initial.BotPerSecond, initial.BotPerSecond));
    private Meter paid = new(new TokenBucket(initial.PaidPerSecond, initial.PaidPerSecond));
    private SendLimits limits = initial;

    /// <summary>The limits in force; setting them forgets what was sent so far.</summary>
    public SendLimits Limits
    {
        get => limits;
        set
        {
            chats.Clear();
            groups.Clear();
            bot = new Meter(new TokenBucket(value.BotPerSecond, value.BotPerSecond));
            paid = new Meter(new TokenBucket(value.PaidPerSecond, value.PaidPerSecond));
            limits = value;
        }
    }

    /// <summary>Charges one message.</summary>
    /// <exception cref="TelegramRefusal">429 with the wait.</exception>
    public void Charge(ChatRoom room, bool isPaid)
    {
        RefuseBlocked(room);
        if (limits.Enabled)
        {
            Take(Find(chats, room.Id, limits.ChatPerSecond, limits.ChatBurst));
            ChargeGroup(room);
            Take(isPaid ? paid : bot);
        }
    }

    /// <summary>Charges one edit: it counts for groups and for the bot, not for a chat's messages a second.</summary>
    /// <exception cref="TelegramRefusal">429 with the wait.</exception>
    public void ChargeEdit(ChatRoom room)
    {
        RefuseBlocked(room);
        if (limits.Enabled)
        {
            ChargeGroup(room);
            Take(bot);
        }
    }

    /// <summary>Charges a message that one member of a group sees: it counts for the bot only.</summary>
    /// <exception cref="TelegramRefusal">429 with the wait.</exception>
    public void ChargeEphemeral(ChatRoom room)
    {
        RefuseBlocked(room);
        if (limits.Enabled)
        {
            Take(bot);
        }
    }

    /// <summary>Makes a chat, or the whole bot when none is named, refuse for a while.</summary>
    public void Block(long? chat, TimeSpan wait)
    {
        blocks.GetOrAdd(chat ?? WholeBot, _ => new Meter(null)).Block(clock.GetUtcNow(), wait);
        anyBlock = true;
    }

    /// <summary>Forgets every block.</summary>
    public void Unblock()
    {
        anyBlock = false;
        blocks.Clear();
    }

    private void RefuseBlocked(ChatRoom room)
    {
        if (anyBlock)
        {
            foreach (var blocked in (ReadOnlySpan<long>)[WholeBot, room.Id])
            {
                if (blocks.TryGetValue(blocked, out var meter))
                {
                    Take(meter);
                }
            }
        }
    }

    private void ChargeGroup(ChatRoom room)
    {
        if (!room.IsPrivate)
        {
            Take(Find(groups, room.Id, limits.GroupPerMinute / 60, limits.GroupBurst));
        }
    }

    private void Take(Meter meter)
    {
        if (meter.TryTake(clock.GetUtcNow()) is { } wait)
        {
            throw TelegramRefusal.TooManyRequests((int)Math.Max(1, Math.Ceiling(wait.TotalSeconds)));
        }
    }

    private static Meter Find(ConcurrentDictionary<long, Meter> meters, long id, double perSecond, int burst) =>
        meters.GetOrAdd(id, static (_, pace) => new Meter(new TokenBucket(pace.perSecond, pace.burst)), (perSecond, burst));
}
