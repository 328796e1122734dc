using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>One member of a message or of a request's body.</summary>
public sealed class WireMember
{
    private readonly PropertyInfo _property;
    private readonly WireMember? _list;

    internal WireMember(PropertyInfo property)
    {
        _property = property;
        Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var required = property.GetCustomAttribute<RequiredAttribute>();
        IsRequired = required is not null || property.IsDefined(typeof(RequiredMemberAttribute));
        TakesBlank = required?.AllowEmptyStrings == true || property.GetCustomAttribute<BlankSaysSomethingAttribute>() is not null;
        TakesNumber = property.IsDefined(typeof(NumberOrTextAttribute));
        Choices = property.GetCustomAttribute<OneOfAttribute>()?.Choices;
        Range = property.GetCustomAttribute<RangeAttribute>() is { } range ? $"must be between {range.Minimum} and {range.Maximum}" : null;
        Aliases = property.GetCustomAttribute<AlsoNamedAttribute>()?.Names ?? [];
        One = property.GetCustomAttribute<OneNamedAttribute>() is { Name: var one } ? new WireMember(this, one) : null;
    }

    private WireMember(WireMember list, string name) => (_list, _property, Name, Type, Aliases) = (list, list._property, name, typeof(string), []);

    /// <summary>The name by which a list's only text is given; null where there is none.</summary>
    internal WireMember? One { get; }

    /// <summary>The list of which this is the only text, else this.</summary>
    internal WireMember Whole => _list ?? this;

    /// <summary>Its snake_case name, by which every refusal calls it.</summary>
    public string Name { get; }

    /// <summary>Other names that are taken.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>The value's type, without <see cref="Nullable{T}"/>.</summary>
    public Type Type { get; }

    /// <summary>True where it must be given.</summary>
    public bool IsRequired { get; }

    /// <summary>True where an empty text is a value.</summary>
    public bool TakesBlank { get; }

    /// <summary>True for an id, which may also be written as a number.</summary>
    public bool TakesNumber { get; }

    /// <summary>The words that a text is one of, in any case; null where any text will do.</summary>
    public IReadOnlyList<string>? Choices { get; }

    /// <summary>The rule for a number that is too large for its type; null where the member has no bounds of its own.</summary>
    public string? Range { get; }

    /// <summary>The property behind it.</summary>
    public PropertyInfo Property => _property;

    internal void Set(object target, object value) => _property.SetValue(target, _list is null ? value : new List<string> { (string)value });
}
