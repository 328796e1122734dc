using System.Reflection;
using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests.Apps;

/// <summary>A Redis that runs each script, and whose answers to them get lost while the test says so.</summary>
public class LostAnswers : DispatchProxy
{
    private object _redis = null!;
    private StrongBox<bool> _isLosing = null!;

    public static T Of<T>(T redis, StrongBox<bool> isLosing)
        where T : class
    {
        var proxy = Create<T, LostAnswers>();
        (((LostAnswers)(object)proxy)._redis, ((LostAnswers)(object)proxy)._isLosing) = (redis, isLosing);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Invoke(_redis, args) switch
    {
        IDatabase database => Of(database, _isLosing),
        Task<RedisResult> answer => LoseAsync(answer),
        var other => other,
    };

    private async Task<RedisResult> LoseAsync(Task<RedisResult> answer)
    {
        var result = await answer;
        return _isLosing.Value ? throw new TimeoutException("the answer is lost") : result;
    }
}
