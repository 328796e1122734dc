using System.Reflection;
using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Privacy;

/// <summary>The members of a message that say something of a person, by their mark in the contract (docs/decisions/0335).</summary>
/// <typeparam name="T">A record of the contracts.</typeparam>
public static class PersonalMembers<T>
    where T : class
{
    private static readonly IReadOnlyList<(PropertyInfo Member, PersonalKind Kind)> Members =
        [.. typeof(T).GetProperties().Select(member => (member, member.GetCustomAttribute<PersonalAttribute>())).Where(marked => marked.Item2 is not null).Select(marked => (Erasable(marked.member, marked.Item2!.Kind), marked.Item2.Kind))];

    private static readonly MethodInfo Copy = typeof(T).GetMethod("<Clone>$") ?? throw new InvalidOperationException($"{typeof(T).Name} is no record: what is personal in it cannot be taken out.");

    /// <summary>Their names in snake_case.</summary>
    public static IReadOnlySet<string> Names { get; } = Members.Select(marked => JsonNamingPolicy.SnakeCaseLower.ConvertName(marked.Member.Name)).ToHashSet(StringComparer.Ordinal);

    /// <summary>What stands in those of one kind.</summary>
    public static IEnumerable<string> Of(T message, PersonalKind kind) =>
        Members.Where(marked => marked.Kind == kind).Select(marked => marked.Member.GetValue(message)).OfType<string>();

    /// <summary>The message without the person.</summary>
    public static T Without(T message)
    {
        var copy = (T)Copy.Invoke(message, null)!;
        foreach (var (member, kind) in Members)
        {
            // What is empty says nothing of a person, and may say that something was taken away.
            if (member.GetValue(message) is not (null or ""))
            {
                member.SetValue(copy, IsText(member, kind) ? PersonTraces.Erased : null);
            }
        }

        return copy;
    }

    private static bool IsText(PropertyInfo member, PersonalKind kind) => member.PropertyType == typeof(string) && kind is not (PersonalKind.Chat or PersonalKind.Detail);

    private static PropertyInfo Erasable(PropertyInfo member, PersonalKind kind) =>
        IsText(member, kind) || new NullabilityInfoContext().Create(member).WriteState == NullabilityState.Nullable
            ? member
            : throw new InvalidOperationException($"{typeof(T).Name}.{member.Name} is personal and no text: make it optional, so that an erasure can take it out.");
}
