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

    public void AddTo(List<RedisValue> arguments)
    {
        arguments.Add(ExpectedDigest);
        arguments.Add(NewValue);
        arguments.Add(ExpiryMs);
        arguments.Add(KeepExpiry ? "1" : "0");
    }
}
