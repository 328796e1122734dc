namespace PhStudio.Messaging.WebhookProcessor.Conversations;

/// <summary>The sessions per chat and person. What nobody touched for thirty days is forgotten.</summary>
public interface ISessions
{
    /// <summary>The session; an empty one where there is none.</summary>
    Task<Session> GetAsync(string chatId, long userId);

    /// <summary>Changes the session. Of two changes at once neither is lost: the later one sees the earlier one's.</summary>
    /// <returns>The session as it was before.</returns>
    Task<Session> ChangeAsync(string chatId, long userId, Func<Session, Session> change);

    /// <summary>Forgets the session, if there is one.</summary>
    Task ForgetAsync(string chatId, long userId);
}
