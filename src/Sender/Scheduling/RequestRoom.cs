namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>What is kept for one request: the connection, and its room in the chat.</summary>
internal sealed class RequestRoom(IDisposable connection, IDisposable chat) : IDisposable
{
    public void Dispose()
    {
        chat.Dispose();
        connection.Dispose();
    }
}
