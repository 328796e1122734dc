namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>A point on the earth.</summary>
public sealed record Location
{
    public required double Latitude { get; init; }
    public required double Longitude { get; init; }
    public double? HorizontalAccuracy { get; init; }
}

/// <summary>A point with a name.</summary>
public sealed record Venue
{
    public required Location Location { get; init; }
    public required string Title { get; init; }
    public required string Address { get; init; }
    public string? FoursquareId { get; init; }
    public string? FoursquareType { get; init; }
    public string? GooglePlaceId { get; init; }
    public string? GooglePlaceType { get; init; }
}

/// <summary>Somebody's telephone number.</summary>
public sealed record Contact
{
    public required string PhoneNumber { get; init; }
    public required string FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Vcard { get; init; }
}

/// <summary>A sign that shows a value by chance.</summary>
public sealed record Dice
{
    public required string Emoji { get; init; }
    public required int Value { get; init; }
}
