using System.Collections.Concurrent;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The memory of a single process without Redis.</summary>
public sealed class InMemoryChatStore(TimeProvider time) : IChatStore
{
    private readonly ConcurrentDictionary<string, ChatStatus> _notes = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public Task<ChatStatus?> FindAsync(string chatId) => Task.FromResult(_notes.GetValueOrDefault(chatId));

    /// <inheritdoc />
    public Task MigratedAsync(string chatId, string newChatId) => NoteAsync(chatId, new ChatStatus(newChatId, Unreachable: null));

    /// <inheritdoc />
    public Task UnreachableAsync(string chatId, FailureReason reason)
    {
        var now = time.GetUtcNow();
        _notes.AddOrUpdate(chatId, _ => ChatStatus.After(before: null, reason, now), (_, before) => ChatStatus.After(before, reason, now));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<bool> ReachableAsync(string chatId, bool isWritten) =>
        Task.FromResult(_notes.TryGetValue(chatId, out var note) && note.EndsWith(isWritten) && _notes.TryRemove(KeyValuePair.Create(chatId, note)));

    private Task NoteAsync(string chatId, ChatStatus note)
    {
        _notes[chatId] = note;
        return Task.CompletedTask;
    }
}
