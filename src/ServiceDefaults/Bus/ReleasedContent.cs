using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MassTransit.Serialization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>What our marks are over where a message has members that are <see cref="UnreleasedAttribute"/>: the last release does not write them, not even as null.</summary>
internal static class ReleasedContent
{
    private static readonly JsonSerializerOptions Released = Without(unreleased => !unreleased.MustBeKnown);
    private static readonly JsonSerializerOptions Said = Without(_ => false);

    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>True where a member is such a one, or one within it.</summary>
    public static bool Differs(Type type) => Known.GetOrAdd(type, static known => HasUnreleased(known, []));

    /// <summary>What a service of the last release reads, and has to know.</summary>
    public static byte[] Of(Type type, object message) => MessageMark.Content(type, message, Released);

    /// <summary>All that is said: such a member only where it is not null.</summary>
    public static byte[] All(Type type, object message) => MessageMark.Content(type, message, Said);

    private static bool HasUnreleased(Type type, HashSet<Type> seen) => seen.Add(type) && type.GetProperties().Any(member =>
        member.IsDefined(typeof(UnreleasedAttribute)) || TypesOf(member.PropertyType).Any(within => MessageMark.IsOurs(within) && HasUnreleased(within, seen)));

    private static IEnumerable<Type> TypesOf(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(TypesOf) : [type.GetElementType() ?? type];

    private static JsonSerializerOptions Without(Func<UnreleasedAttribute, bool> isPassedOver) => Without(SystemTextJsonMessageSerializer.Options, isPassedOver);

    /// <summary>Options that write as others do, without the unreleased members that are passed over or say nothing.</summary>
    internal static JsonSerializerOptions Without(JsonSerializerOptions usual, Func<UnreleasedAttribute, bool> isPassedOver)
    {
        var options = new JsonSerializerOptions(usual) { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOut } } };
        // It is of the bus once that is there, and writes by options of its own, which leave nothing out.
        foreach (var reader in options.Converters.OfType<WireConverter>().ToList())
        {
            options.Converters.Remove(reader);
        }

        return options;

        void LeaveOut(JsonTypeInfo type)
        {
            foreach (var member in type.Properties)
            {
                if ((member.AttributeProvider as MemberInfo)?.GetCustomAttribute<UnreleasedAttribute>() is { } unreleased)
                {
                    var isOver = isPassedOver(unreleased);
                    member.ShouldSerialize = (_, value) => !isOver && value is not null;
                }
            }
        }
    }
}
