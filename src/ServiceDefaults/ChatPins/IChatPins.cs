namespace PhStudio.Messaging.ServiceDefaults.ChatPins;

/// <summary>
/// The number of each staff chat that the settings call by a public name. A name can be released and taken by others, a number cannot. WebhookProcessor keeps the list, and the Gateway shows it.
/// </summary>
public interface IChatPins
{
    /// <summary>The number that the name had first: this one, where it is seen for the first time. Another number is kept as refused, until the first has the name again.</summary>
    /// <param name="name">The name with its <c>@</c>, in any case.</param>
    /// <param name="number">The number of the chat that has the name now.</param>
    Task<string> PinAsync(string name, string number);

    /// <summary>All of them, by name.</summary>
    Task<IReadOnlyList<ChatPin>> AllAsync();

    /// <summary>Removes those that the settings no longer name: one that comes back later is seen for the first time.</summary>
    /// <param name="names">The names of the settings, in any case.</param>
    Task KeepOnlyAsync(IReadOnlyCollection<string> names);
}
