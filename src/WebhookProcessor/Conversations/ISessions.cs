
namespace PhStudio.Messaging.WebhookProcessor.Conversations;

/// <summary>The sessions per chat and person. A session is deleted thirty days after its last change, the one that holds a person's language after a year, as the Sender's note of it is.</summary>
public interface ISessions
{
    /// <summary>The session; an empty one where there is none.</summary>
    Task<Session> GetAsync(string chatId, long userId);

    /// <summary>Changes the session. Concurrent changes are applied one after the other; none is lost.</summary>
    /// <returns>The session as it was before.</returns>
    Task<Session> ChangeAsync(string chatId, long userId, Func<Session, Session> change);

    /// <summary>Forgets the session, if there is one.</summary>
    Task ForgetAsync(string chatId, long userId);
}
