using System.Reflection;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>A Redis that no command reaches while the test says so.</summary>
public class RedisOff : DispatchProxy
{
    private IConnectionMultiplexer _redis = null!;
    private StrongBox<bool> _isOff = null!;

    public static IConnectionMultiplexer Of(IConnectionMultiplexer redis, StrongBox<bool> isOff)
    {
        var proxy = Create<IConnectionMultiplexer, RedisOff>();
        (((RedisOff)(object)proxy)._redis, ((RedisOff)(object)proxy)._isOff) = (redis, isOff);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _isOff.Value ? throw new TimeoutException("off") : targetMethod!.Invoke(_redis, args);
}
