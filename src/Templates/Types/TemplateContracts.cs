using System.Collections.Frozen;

namespace PhStudio.Messaging.Templates.Types;

/// <summary>All types of templates. A text that is not here is not a template.</summary>
public static class TemplateContracts
{
    /// <summary>Every contract, in the order in which people read them.</summary>
    public static IReadOnlyList<TemplateContract> All { get; } =
    [
        .. BookingContracts.All,
        .. CustomerContracts.All,
        .. CommandContracts.All,
        .. OutageContracts.All,
        .. PopupContracts.All,
        .. LabelContracts.All,
    ];

    private static readonly FrozenDictionary<string, TemplateContract> ByType = All.ToFrozenDictionary(c => c.Type);

    /// <summary>The contract of a type, or null when there is no such type.</summary>
    public static TemplateContract? Find(string type) => ByType.GetValueOrDefault(type);
}
