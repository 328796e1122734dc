using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>Keeps what a Sender in the shadow would have sent.</summary>
public interface IShadowLog
{
    /// <summary>Notes a call.</summary>
    /// <param name="method">Such as <c>sendMessage</c>.</param>
    /// <param name="arguments">Its arguments, in Telegram's JSON.</param>
    /// <param name="messages">How many messages Telegram would have made of it: one a picture of an album.</param>
    /// <returns>A number that stands in for the one that Telegram would have given the first of them; the others have the numbers after it.</returns>
    Task<long> NoteAsync(string method, string arguments, int messages = 1);

    /// <summary>Removes the calls that say something of a person: a changed call would show in the report as a difference that does not exist.</summary>
    /// <returns>How many there were.</returns>
    Task<int> EraseAsync(PersonTraces person);
}
