using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>
/// One checked write: under this key there must stand what was loaded (nothing, or a value of this digest), then it becomes the new value or goes.
/// The digest stands for the version: every value has its version inside, and a value changed by hand is noticed as well.
/// </summary>
internal sealed record SagaWrite(RedisKey Key, RedisValue ExpectedDigest, RedisValue NewValue, long ExpiryMs, bool KeepExpiry)
{
    /// <summary>Nothing may stand there.</summary>
    public static readonly RedisValue Absent = "";

    /// <summary>The value goes.</summary>
    public static readonly RedisValue Deleted = "";

    /// <summary>Arguments per write in a script.</summary>
    public const int ArgumentCount = 4;

    /// <summary>
    /// The check and the write in Lua. Both are functions of a script that checks all its writes before it makes the first:
    /// <c>saga_is_as_expected(key, digest)</c> and <c>write_saga(key, value, expiry, keep)</c>.
    /// </summary>
    public const string Lua = """
        local function saga_is_as_expected(key, digest)
          local current = redis.call('GET', key)
          if not current then return digest == '' end
          return digest ~= '' and redis.sha1hex(current) == digest
        end
        local function write_saga(key, value, expiry, keep)
          if value == '' then
            redis.call('DEL', key)
            return
          end
          local life = tonumber(expiry)
          if keep == '1' then
            local left = redis.call('PTTL', key)
            if left > 0 then life = left end
          end
          if life > 0 then
            redis.call('SET', key, value, 'PX', life)
          else
            redis.call('SET', key, value)
          end
        end

        """;

    public void AddTo(List<RedisValue> arguments)
    {
        arguments.Add(ExpectedDigest);
        arguments.Add(NewValue);
        arguments.Add(ExpiryMs);
        arguments.Add(KeepExpiry ? "1" : "0");
    }
}
