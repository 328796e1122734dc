namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>Keeps what a Sender in the shadow would have sent.</summary>
public interface IShadowLog
{
    /// <summary>Notes a call.</summary>
    /// <param name="method">Such as <c>sendMessage</c>.</param>
    /// <param name="arguments">Its arguments, in Telegram's JSON.</param>
    /// <returns>A number that stands in for the one that Telegram would have given the message.</returns>
    Task<long> NoteAsync(string method, string arguments);
}
