namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>Which number each staff chat had that the settings call by a public name. A name can be given up and taken by strangers, a number cannot.</summary>
public interface IChatPins
{
    /// <summary>The number that the name had at first sight: this one, where it is seen for the first time.</summary>
    /// <param name="name">The name with its <c>@</c>, in any case.</param>
    /// <param name="number">The number of the chat that has the name now.</param>
    Task<string> PinAsync(string name, string number);
}
