using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>The board of a process that keeps its state in memory; it remembers the newest 100,000 messages.</summary>
internal sealed class InMemoryMessageStatusStore(IAcceptedContent contents, TimeProvider time) : IMessageStatusStore
{
    private const int Max = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (MessageEntry Entry, List<TimelineStep> Steps)> _entries = [];
    private readonly Queue<Guid> _order = new();
    private readonly Dictionary<string, (string Choice, DateTimeOffset Until)> _claims = new(StringComparer.Ordinal);

    public Task QueuedAsync(SendMessage order, AcceptedFields accepted) => Task.WhenAll(NoteAsync(MessageEntry.Queued(order)), contents.RememberAsync(accepted.Id, accepted.Fields));

    public Task NoteAsync(MessageEntry entry)
    {
        lock (_lock)
        {
            Put(entry, entry.Step());
        }

        return Task.CompletedTask;
    }

    public Task NoteStepAsync(TimelineStep step, MessageEntry entry)
    {
        lock (_lock)
        {
            if (!step.IsLate || _entries.ContainsKey(entry.MessageId))
            {
                Put(entry, step);
            }
        }

        return Task.CompletedTask;
    }

    public Task<bool> ClaimAsync(MessageEntry unknown, bool resend)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (var (name, _) in _claims.Where(claim => claim.Value.Until <= now).ToList())
            {
                _claims.Remove(name);
            }

            _claims.TryAdd(ChoiceClaim.Name(unknown), (ChoiceClaim.Value(resend), now + ChoiceClaim.Expiry));
            return Task.FromResult(_claims[ChoiceClaim.Name(unknown)].Choice == ChoiceClaim.Value(resend));
        }
    }

    public Task<bool> ResolveAsync(MessageEntry unknown, MessageEntry chosen)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(unknown.MessageId, out var known))
            {
                return Task.FromResult(false);
            }

            // Where the Sender told of the outcome first, only the step is missing.
            var isUnknown = (known.Entry.State, known.Entry.At) == (unknown.State, unknown.At);
            if (isUnknown || !known.Steps.Exists(step => step.IsChoiceFor(unknown)))
            {
                known.Steps.Add(chosen.Choice());
                _entries[unknown.MessageId] = (isUnknown ? chosen : known.Entry, known.Steps);
            }

            return Task.FromResult(isUnknown);
        }
    }

    public Task<MessageEntry?> FindAsync(Guid messageId)
    {
        lock (_lock)
        {
            return Task.FromResult(_entries.TryGetValue(messageId, out var known) ? known.Entry : null);
        }
    }

    public Task<IReadOnlyList<TimelineStep>> TimelineAsync(Guid messageId)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<TimelineStep>>(_entries.TryGetValue(messageId, out var known) ? [.. known.Steps.OrderBy(step => step.At)] : []);
        }
    }

    public Task<(IReadOnlyList<MessageEntry> Messages, PageCursor? Next)> ListAsync(MessageFilter filter, PageCursor? after, int limit)
    {
        lock (_lock)
        {
            var found = _entries.Values.Select(known => known.Entry)
                .Where(entry => filter.Passes(entry) && filter.Includes(PlaceOf(entry, filter.State)) && (after is null || At(entry).IsBehind(after.Value)))
                .OrderByDescending(entry => PlaceOf(entry, filter.State)).ThenByDescending(entry => entry.MessageId.ToString("N"), StringComparer.Ordinal)
                .Take(limit + 1).ToList();
            PageCursor? next = found.Count > limit ? At(found[limit - 1]) : null;
            return Task.FromResult<(IReadOnlyList<MessageEntry>, PageCursor?)>(([.. found.Take(limit)], next));
        }

        PageCursor At(MessageEntry entry) => new(PlaceOf(entry, filter.State), entry.MessageId.ToString("N"));
    }

    public Task<IReadOnlyList<MessageCounts>> CountAsync(IReadOnlyList<DateTimeOffset> starts, DateTimeOffset end)
    {
        lock (_lock)
        {
            var states = _entries.Values.Select(known => known.Entry).ToLookup(entry => entry.State);
            var deferred = _entries.Values.Where(known => known.Steps.Exists(step => step.What == TimelineStep.Deferred)).Select(known => known.Entry.Place).ToList();
            return Task.FromResult<IReadOnlyList<MessageCounts>>([.. starts.Select((start, at) =>
            {
                var (from, to) = (start.ToUnixTimeMilliseconds(), (at + 1 < starts.Count ? starts[at + 1] : end).ToUnixTimeMilliseconds());
                return new MessageCounts(start, Count(MessageState.Sent), Count(MessageState.Queued), Count(MessageState.Failed), Count(MessageState.Expired), Count(MessageState.Unknown), deferred.Count(place => place >= from && place < to));

                long Count(MessageState state) => states[state].LongCount(entry => PlaceOf(entry, state) is var place && place >= from && place < to);
            })]);
        }
    }

    public Task<IReadOnlyList<MessageEntry>> UnknownAsync(int skip, int most)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<MessageEntry>>(
                [.. _entries.Values.Select(known => known.Entry).Where(entry => entry.State == MessageState.Unknown).OrderBy(entry => entry.At).Skip(skip).Take(most)]);
        }
    }

    public Task<IReadOnlyCollection<Guid>> ConcernedAsync(PersonTraces person)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyCollection<Guid>>([.. Concerned(person).Select(known => known.Entry.MessageId)]);
        }
    }

    public Task EraseAsync(PersonTraces person)
    {
        lock (_lock)
        {
            foreach (var (entry, steps) in Concerned(person))
            {
                _entries[entry.MessageId] = (ErasedEntry.Of(person, entry), [.. steps.Select(step => ErasedEntry.Of(person, step))]);
            }
        }

        return Task.CompletedTask;
    }

    private List<(MessageEntry Entry, List<TimelineStep> Steps)> Concerned(PersonTraces person) => [.. _entries.Values.Where(known => ErasedEntry.Concerns(person, known.Entry))];

    // As in Redis: in the list of those that wait for a choice by when they came to it; in any other by when a message was ordered, or came to its state where it was ordered too long ago.
    private static long PlaceOf(MessageEntry entry, MessageState? listed) =>
        listed == MessageState.Unknown || entry.At - entry.CreatedAt > MessageNotes.Expiry ? entry.At.ToUnixTimeMilliseconds() : entry.Place;

    private void Put(MessageEntry entry, TimelineStep step)
    {
        if (!_entries.TryGetValue(entry.MessageId, out var known))
        {
            known = (entry, []);
            _order.Enqueue(entry.MessageId);
        }

        if (!known.Steps.Contains(step))
        {
            known.Steps.Add(step);
            MessageNotes.Shorten(known.Steps);
        }

        _entries[entry.MessageId] = entry.Follows(known.Entry) ? (entry, known.Steps) : known;
        if (_order.Count > Max)
        {
            _entries.Remove(_order.Dequeue());
        }
    }
}
