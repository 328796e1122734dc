namespace PhStudio.Messaging.Sender.Content;

/// <summary>The languages that people chose, kept for all Senders.</summary>
public interface ILanguageStore
{
    /// <summary>The language that the person of this private chat chose; null when none was chosen.</summary>
    Task<string?> FindAsync(string chatId);

    /// <summary>Stores a choice. An older choice that comes late changes nothing.</summary>
    Task ChooseAsync(string chatId, string language, DateTimeOffset at);

    /// <summary>Forgets what the person of this private chat chose.</summary>
    Task ForgetAsync(string chatId);
}
