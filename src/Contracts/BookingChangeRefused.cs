namespace PhStudio.Messaging.Contracts;

/// <summary>A correction does not fit the booking as it stands, such as a price with more decimals than the booking's currency has. The answer to <see cref="BookingChanged"/> where somebody waits; nothing was changed.</summary>
public sealed record BookingChangeRefused
{
    /// <summary>The platform's own id of the booking.</summary>
    public required string BookingId { get; init; }

    /// <summary>What is wrong, at least one.</summary>
    public required IReadOnlyList<RefusedField> Fields { get; init; }
}

/// <summary>A field that breaks a rule.</summary>
public sealed record RefusedField
{
    /// <summary>The field in snake_case.</summary>
    public required string Field { get; init; }

    /// <summary>The rule, which the field's name goes before.</summary>
    public required string Rule { get; init; }
}
