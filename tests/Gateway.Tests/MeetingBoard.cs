using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>A board that, once it is told to, answers that a message is unknown only when two have asked.</summary>
internal sealed class MeetingBoard(IAcceptedContent contents) : ChangedBoard(contents)
{
    private readonly TaskCompletionSource _both = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _here;

    public bool IsMeeting { get; set; }

    public override async Task<MessageEntry?> FindAsync(Guid messageId)
    {
        var entry = await base.FindAsync(messageId);
        if (IsMeeting && entry is { State: MessageState.Unknown })
        {
            if (Interlocked.Increment(ref _here) == 2)
            {
                _both.SetResult();
            }

            await _both.Task;
        }

        return entry;
    }
}
