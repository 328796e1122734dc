using System.Collections;
using System.Reflection;

namespace PhStudio.Messaging.RedisIntegration.Sagas;

/// <summary>The state of a saga, property by property. Lists are copied, and what stands in them must not be changed in place.</summary>
internal static class SagaProperties<TSaga>
    where TSaga : class
{
    private static readonly PropertyInfo[] Properties = [.. typeof(TSaga).GetProperties().Where(property => property is { CanRead: true, CanWrite: true })];

    public static object?[] Read(TSaga saga) => Array.ConvertAll(Properties, property => Copy(property.GetValue(saga)));

    public static void Write(TSaga saga, object?[] values)
    {
        for (var i = 0; i < Properties.Length; i++)
        {
            Properties[i].SetValue(saga, values[i]);
        }
    }

    public static TSaga Clone(TSaga saga)
    {
        var copy = Activator.CreateInstance<TSaga>();
        Write(copy, Read(saga));
        return copy;
    }

    private static object? Copy(object? value) => value is IList && value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(List<>)
        ? Activator.CreateInstance(type, value)
        : value;
}
