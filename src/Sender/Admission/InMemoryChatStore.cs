using System.Collections.Concurrent;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The memory of a single process without Redis.</summary>
public sealed class InMemoryChatStore(TimeProvider time) : IChatStore
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (ChatStatus Status, DateTimeOffset At)> _notes = new(StringComparer.OrdinalIgnoreCase);

    private DateTimeOffset _nextSweep = time.GetUtcNow() + SweepEvery;

    public Task<ChatStatus?> FindAsync(string chatId) => Task.FromResult(Find(chatId)?.Status);

    public Task MigratedAsync(string chatId, string newChatId) => NoteAsync(chatId, new ChatStatus(newChatId, Unreachable: null));

    public Task UnreachableAsync(string chatId, FailureReason reason)
    {
        Sweep();
        var now = time.GetUtcNow();
        _notes.AddOrUpdate(chatId, _ => (ChatStatus.After(before: null, reason, now), now), (_, before) => (ChatStatus.After(IsKept(before) ? before.Status : null, reason, now), now));
        return Task.CompletedTask;
    }

    public async Task ReachableAsync(string chatId, bool isWritten, DateTimeOffset seenAt, Func<Task> tellAsync)
    {
        if (Find(chatId) is { } note && note.Status.EndsWith(isWritten, seenAt))
        {
            await tellAsync();
            _notes.TryRemove(KeyValuePair.Create(chatId, note));
        }
    }

    public Task<ChatStatus?> AskAgainAsync(string chatId)
    {
        if (Find(chatId) is not { } note || note.Status.IsAskedAgain)
        {
            return Task.FromResult<ChatStatus?>(null);
        }

        _ = note.Status.Unreachable is null ? _notes.TryRemove(KeyValuePair.Create(chatId, note)) : _notes.TryUpdate(chatId, (note.Status.AskedAgain, note.At), note);
        return Task.FromResult<ChatStatus?>(note.Status);
    }

    public Task ForgetAsync(string chatId)
    {
        _notes.TryRemove(chatId, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<NotedChat>> ListAsync(ChatPlace? after, int limit) => Task.FromResult<IReadOnlyList<NotedChat>>(
    [
        .. _notes.Where(note => IsKept(note.Value)).Select(note => new NotedChat(new ChatPlace(note.Value.At.ToUnixTimeMilliseconds(), note.Key), note.Value.Status))
            .Where(note => !note.Status.IsAskedAgain)
            .Where(note => after is null || note.Place.IsBehind(after.Value))
            .OrderByDescending(note => note.Place.At).ThenByDescending(note => note.Place.ChatId, StringComparer.Ordinal).Take(limit),
    ]);

    private Task NoteAsync(string chatId, ChatStatus note)
    {
        Sweep();
        _notes[chatId] = (note, time.GetUtcNow());
        return Task.CompletedTask;
    }

    private (ChatStatus Status, DateTimeOffset At)? Find(string chatId) => _notes.TryGetValue(chatId, out var note) && IsKept(note) ? note : null;

    private bool IsKept((ChatStatus Status, DateTimeOffset At) note) => note.At + IChatStore.Kept > time.GetUtcNow();

    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (now < _nextSweep)
        {
            return;
        }

        _nextSweep = now + SweepEvery;
        foreach (var old in _notes.Where(note => !IsKept(note.Value)))
        {
            _notes.TryRemove(old);
        }
    }
}
