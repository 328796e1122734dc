namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>A message breaks its contract. A retry does not help: it goes to the error queue at once, with this sentence as its reason.</summary>
public sealed class InvalidMessageException(string message) : Exception(message);
