using System.Collections.Concurrent;
using System.Reflection;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>The members of a type as they are named on the wire: snake_case, camelCase and PascalCase are one name.</summary>
public sealed class WireShape
{
    private static readonly ConcurrentDictionary<Type, WireShape> Known = new();

    private readonly Dictionary<string, WireMember> _byName = new(StringComparer.Ordinal);

    private WireShape(Type type)
    {
        Type = type;
        Members =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
                .Select(property => new WireMember(property)),
        ];
        foreach (var member in Members)
        {
            foreach (var name in member.Aliases.Prepend(member.Name))
            {
                _byName.Add(Plain(name), member);
            }

            if (member.One is { } one)
            {
                _byName.Add(Plain(one.Name), one);
            }
        }
    }

    /// <summary>The type.</summary>
    public Type Type { get; }

    /// <summary>Its members, in their order.</summary>
    public IReadOnlyList<WireMember> Members { get; }

    /// <summary>The shape of a type.</summary>
    public static WireShape Of(Type type) => Known.GetOrAdd(type, known => new WireShape(known));

    /// <summary>The member of a name, however that is written; null where there is none.</summary>
    public WireMember? Find(string name) => _byName.GetValueOrDefault(Plain(name));

    /// <summary>The known member whose name is nearest to one that is not known, and how many letters are between them.</summary>
    public (WireMember? Member, int Distance) Nearest(string name)
    {
        var (nearest, letters) = NameDistance.Nearest(Plain(name), _byName.Keys);
        return (nearest is null ? null : _byName[nearest], letters);
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
