using System.Reflection;

namespace PhStudio.Messaging.RedisIntegration.Connections;

/// <summary>Stands for an object that may be exchanged for another while others hold on to it: each call goes to the one of that moment.</summary>
/// <typeparam name="T">The interface.</typeparam>
internal class Forward<T> : DispatchProxy
    where T : class
{
    private Func<T> _current = null!;

    public static T To(Func<T> current)
    {
        var proxy = Create<T, Forward<T>>();
        ((Forward<T>)(object)proxy)._current = current;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Invoke(_current(), BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
}
