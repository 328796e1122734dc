namespace PhStudio.Messaging.ServiceDefaults.ChatPins;

/// <summary>
/// Which number each staff chat had that the settings call by a public name. A name can be given up and taken by strangers, a number cannot. WebhookProcessor keeps the list, and the Gateway shows it.
/// </summary>
public interface IChatPins
{
    /// <summary>The number that the name had at first sight: this one, where it is seen for the first time. Another one than that is kept as refused, until the first has the name again.</summary>
    /// <param name="name">The name with its <c>@</c>, in any case.</param>
    /// <param name="number">The number of the chat that has the name now.</param>
    Task<string> PinAsync(string name, string number);

    /// <summary>All of them, by name.</summary>
    Task<IReadOnlyList<ChatPin>> AllAsync();

    /// <summary>Forgets those that the settings do not name any more: one that comes back there is seen for the first time.</summary>
    /// <param name="names">The names of the settings, in any case.</param>
    Task KeepOnlyAsync(IReadOnlyCollection<string> names);
}
