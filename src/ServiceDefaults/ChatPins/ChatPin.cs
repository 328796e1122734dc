namespace PhStudio.Messaging.ServiceDefaults.ChatPins;

/// <summary>A staff chat that the settings call by a public name.</summary>
/// <param name="Name">The name with its <c>@</c>, in lower case.</param>
/// <param name="Number">The number that the name had first.</param>
/// <param name="Refused">The number of another chat that has the name since and is refused; null where none has.</param>
public sealed record ChatPin(string Name, string Number, string? Refused = null);
