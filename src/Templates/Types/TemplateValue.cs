using System.Text.Json;

namespace PhStudio.Messaging.Templates.Types;

/// <summary>One value that a template takes.</summary>
/// <param name="Name">Its snake_case name.</param>
/// <param name="Kind">What it may be.</param>
/// <param name="Required">True when it must be given, and when every template of the type must show it.</param>
/// <param name="Sample">An example, used by previews, golden files and checks.</param>
/// <param name="Description">What it means, for the people who edit templates.</param>
public sealed record TemplateValue(string Name, ValueKind Kind, bool Required, JsonElement Sample, string Description)
{
    /// <summary>What stands in when it is not given; null for nothing.</summary>
    public string? Default { get; init; }

    /// <summary>The words that a <see cref="ValueKind.Choice"/> may be.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>True for what people outside the product typed, which is shown as text and never as a link. False for our own words and the platform's ids.</summary>
    internal bool IsTyped { get; init; }

    /// <summary>The smallest <see cref="ValueKind.Whole"/> that a call may give.</summary>
    internal long Min { get; init; }

    /// <summary>The largest one.</summary>
    internal long Max { get; init; } = 1_000_000_000_000;

    internal bool IsText => Kind is ValueKind.Text or ValueKind.Lines or ValueKind.Phone;

    internal TemplateValue Optional() => this with { Required = false };

    internal TemplateValue Typed() => this with { IsTyped = true };

    internal static TemplateValue Of(string name, ValueKind kind, string sampleJson, string description) =>
        new(name, kind, Required: true, JsonElement.Parse(sampleJson), description);
}
