namespace PhStudio.Messaging.Sender.Languages;

/// <summary>The languages that people chose, kept for all Senders.</summary>
public interface ILanguageMemory
{
    /// <summary>The language that the person of this private chat chose; null when none was chosen.</summary>
    Task<string?> Find(string chatId);

    /// <summary>The person chose. An older choice that comes late changes nothing.</summary>
    Task Choose(string chatId, string language, DateTimeOffset at);
}
