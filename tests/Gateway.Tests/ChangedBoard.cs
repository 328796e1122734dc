using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>A board in memory of which a test changes a part.</summary>
internal abstract class ChangedBoard(IAcceptedContent contents) : IMessageStatusStore
{
    private readonly InMemoryMessageStatusStore _board = new(contents, TimeProvider.System);

    public Task<bool> ClaimAsync(MessageEntry unknown, bool resend) => _board.ClaimAsync(unknown, resend);

    public virtual Task<bool> ResolveAsync(MessageEntry unknown, MessageEntry chosen) => _board.ResolveAsync(unknown, chosen);

    public Task QueuedAsync(SendMessage order, AcceptedFields accepted) => _board.QueuedAsync(order, accepted);

    public Task NoteAsync(MessageEntry entry) => _board.NoteAsync(entry);

    public Task NoteStepAsync(TimelineStep step, MessageEntry entry) => _board.NoteStepAsync(step, entry);

    public virtual Task<MessageEntry?> FindAsync(Guid messageId) => _board.FindAsync(messageId);

    public Task<IReadOnlyList<TimelineStep>> TimelineAsync(Guid messageId) => _board.TimelineAsync(messageId);

    public Task<(IReadOnlyList<MessageEntry> Messages, PageCursor? Next)> ListAsync(MessageFilter filter, PageCursor? after, int limit) => _board.ListAsync(filter, after, limit);

    public Task<IReadOnlyList<MessageCounts>> CountAsync(IReadOnlyList<DateTimeOffset> starts, DateTimeOffset end) => _board.CountAsync(starts, end);

    public Task<IReadOnlyList<MessageEntry>> UnknownAsync(int skip, int most) => _board.UnknownAsync(skip, most);

    public Task<IReadOnlyCollection<Guid>> ConcernedAsync(PersonTraces person) => _board.ConcernedAsync(person);

    public Task EraseAsync(PersonTraces person) => _board.EraseAsync(person);
}
