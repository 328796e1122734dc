using System.Reflection;

namespace PhStudio.Messaging.ServiceDefaults.Redis;

/// <summary>Stands for an object that may be exchanged for another while others hold on to it: each call goes to the one of that moment.</summary>
/// <typeparam name="T">The interface.</typeparam>
internal class Forward<T> : DispatchProxy
    where T : class
{
    private Func<T> current = null!;

    public static T To(Func<T> current)
    {
        var proxy = Create<T, Forward<T>>();
        ((Forward<T>)(object)proxy).current = current;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Invoke(current(), BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
}
