using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Conversations;

/// <summary>In which language a person is answered, in every chat: the one chosen by /language, else that of the person's app where we speak it, else English, else the studio's.</summary>
public sealed class UserLanguages(ISessions sessions, Localizer localizer)
{
    /// <summary>Stands for every chat in the session that holds a person's language.</summary>
    public const string EveryChat = "*";

    /// <summary>The language of an answer: the person's; where nobody can say which person it is, the chat's. While Redis is unavailable that of the app.</summary>
    public async ValueTask<string> OfAnswerAsync(User person, string? chatLanguage) =>
        (person.IsAnonymous ? chatLanguage : null) ?? await ChosenAsync(person.Id) ?? OfApp(person.LanguageCode);

    /// <summary>The language of what a person reads about a card: the one that he or she chose, else the card's, so that one message and its popups have one language.</summary>
    public async ValueTask<string> OfAsync(User person, string? cardsLanguage) => await ChosenAsync(person.Id) ?? cardsLanguage ?? OfApp(person.LanguageCode);

    /// <summary>The language that a person chose; null for none, or while Redis is unavailable.</summary>
    public async ValueTask<string?> ChosenAsync(long userId)
    {
        try
        {
            return (await sessions.GetAsync(EveryChat, userId)).Language;
        }
        catch (Exception e) when (OutageRetry.IsOutage(e))
        {
            return null;
        }
    }

    /// <summary>Remembers the person's choice.</summary>
    public Task ChooseAsync(long userId, string language) => sessions.ChangeAsync(EveryChat, userId, session => session with { Language = language });

    /// <summary>The language for an app's language code.</summary>
    public string OfApp(string? code) => localizer.LanguageOf(code);
}
