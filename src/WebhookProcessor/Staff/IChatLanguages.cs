namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>The languages that managers chose for staff chats, by the chat's name in the settings.</summary>
public interface IChatLanguages
{
    Task<IReadOnlyDictionary<string, string>> AllAsync();

    /// <summary>From now on the chat is written to in this language.</summary>
    Task SetAsync(string chatId, string language);
}
