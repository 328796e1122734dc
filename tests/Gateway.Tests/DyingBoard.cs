using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.Gateway.Messages;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>A board that goes away right after it wrote an operator's choice.</summary>
internal sealed class DyingBoard(IAcceptedContent contents) : IMessageStatusStore
{
    private readonly InMemoryMessageStatusStore _board = new(contents);

    public async Task<bool> ResolveAsync(MessageEntry unknown, MessageEntry chosen)
    {
        await _board.ResolveAsync(unknown, chosen);
        throw new TimeoutException();
    }

    public Task QueuedAsync(SendMessage order, AcceptedFields accepted) => _board.QueuedAsync(order, accepted);

    public Task NoteAsync(MessageEntry entry) => _board.NoteAsync(entry);

    public Task NoteStepAsync(TimelineStep step, MessageEntry entry) => _board.NoteStepAsync(step, entry);

    public Task<MessageEntry?> FindAsync(Guid messageId) => _board.FindAsync(messageId);

    public Task<IReadOnlyList<TimelineStep>> TimelineAsync(Guid messageId) => _board.TimelineAsync(messageId);

    public Task<(IReadOnlyList<MessageEntry> Messages, PageCursor? Next)> ListAsync(MessageFilter filter, PageCursor? after, int limit) => _board.ListAsync(filter, after, limit);

    public Task<IReadOnlyList<MessageCounts>> CountAsync(IReadOnlyList<DateTimeOffset> starts, DateTimeOffset end) => _board.CountAsync(starts, end);

    public Task<IReadOnlyList<MessageEntry>> UnknownAsync(int skip, int most) => _board.UnknownAsync(skip, most);

    public Task<IReadOnlyCollection<Guid>> ConcernedAsync(PersonTraces person) => _board.ConcernedAsync(person);

    public Task EraseAsync(PersonTraces person) => _board.EraseAsync(person);
}
