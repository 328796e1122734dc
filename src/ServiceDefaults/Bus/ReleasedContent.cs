using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MassTransit.Serialization;
using PhStudio.Messaging.Contracts;

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

    private static JsonSerializerOptions Without(Func<UnreleasedAttribute, bool> isPassedOver)
    {
        return new(SystemTextJsonMessageSerializer.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOut } } };

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
