using PhStudio.Messaging.RedisIntegration.Scripts;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>
/// The due queue in Lua: a sorted set of tokens by the time (ms) at which each may be taken next, the records by token, and the failed attempts by token.
/// A claim moves the time forward by a lease, and the holder of the claim is known by that number.
/// </summary>
internal static class DelayedMessageScripts
{
    public static readonly RedisScript Add = RedisScript.Load<RedisScript>("delayed-add.lua");
    public static readonly RedisScript Cancel = RedisScript.Load<RedisScript>("delayed-cancel.lua");
    public static readonly RedisScript Claim = RedisScript.Load<RedisScript>("delayed-claim.lua");
    public static readonly RedisScript Complete = RedisScript.Load<RedisScript>("delayed-complete.lua");
    public static readonly RedisScript Postpone = RedisScript.Load<RedisScript>("delayed-postpone.lua");
    public static readonly RedisScript DeadLetter = RedisScript.Load<RedisScript>("delayed-dead-letter.lua");
    public static readonly RedisScript Requeue = RedisScript.Load<RedisScript>("delayed-requeue.lua");
}
