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
        .. CommandContracts.Menu,
    ];

    // Nobody sends them any more. A studio may still have its own text of one: no fault of its folder, and not read.
    private static readonly FrozenSet<string> Former = FrozenSet.Create(StringComparer.Ordinal, "undo_refused");

    private static readonly FrozenDictionary<string, TemplateContract> ByType = All.ToFrozenDictionary(c => c.Type);

    /// <summary>The contract of a type, or null when there is no such type.</summary>
    public static TemplateContract? Find(string type) => ByType.GetValueOrDefault(type);

    /// <summary>True for a type that there was in an earlier release.</summary>
    public static bool IsFormer(string type) => Former.Contains(type);
}
