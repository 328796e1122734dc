namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>Where the mark of our services stands on a message.</summary>
public static class MessageMarkHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = MessageMark.Header;
}
