using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MassTransit.Serialization;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>What a service of the last release reads of a message: all but the members that are <see cref="UnreleasedAttribute"/> and that it may pass over.</summary>
internal static class ReleasedContent
{
    private static readonly JsonSerializerOptions Options = new(SystemTextJsonMessageSerializer.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOut } },
    };

    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>True where a member is such a one, or one within it.</summary>
    public static bool Differs(Type type) => Known.GetOrAdd(type, static known => HasUnreleased(known, []));

    /// <summary>What the mark for such a service is over.</summary>
    public static byte[] Of(Type type, object message) => MessageMark.Content(type, message, Options);

    private static bool HasUnreleased(Type type, HashSet<Type> seen) => seen.Add(type) && type.GetProperties().Any(member =>
        member.IsDefined(typeof(UnreleasedAttribute)) || TypesOf(member.PropertyType).Any(within => MessageMark.IsOurs(within) && HasUnreleased(within, seen)));

    private static IEnumerable<Type> TypesOf(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(TypesOf) : [type.GetElementType() ?? type];

    private static void LeaveOut(JsonTypeInfo type)
    {
        for (var at = type.Properties.Count - 1; at >= 0; at--)
        {
            if (type.Properties[at].AttributeProvider is MemberInfo member && member.GetCustomAttribute<UnreleasedAttribute>() is { MustBeKnown: false })
            {
                type.Properties.RemoveAt(at);
            }
        }
    }
}
