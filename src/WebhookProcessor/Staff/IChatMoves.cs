namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>Which groups became supergroups, and so got another number.</summary>
public interface IChatMoves
{
    /// <summary>The number that a chat had before; null when it always had this one.</summary>
    Task<string?> BeforeAsync(string chatId);

    /// <summary>The number that a chat has now; null when it always had this one.</summary>
    Task<string?> AfterAsync(string chatId);

    /// <summary>Remembers that a chat got another number; false where it is known to have got a third one before. A chat moves once.</summary>
    Task<bool> MovedAsync(string oldChatId, string newChatId);
}
