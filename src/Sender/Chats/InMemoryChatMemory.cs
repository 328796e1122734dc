using System.Collections.Concurrent;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Sender.Chats;

/// <summary>The memory of a single process without Redis.</summary>
public sealed class InMemoryChatMemory(TimeProvider time) : IChatMemory
{
    private readonly ConcurrentDictionary<string, ChatNote> notes = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public Task<ChatNote?> Find(string chatId) => Task.FromResult(notes.GetValueOrDefault(chatId));

    /// <inheritdoc />
    public Task Migrated(string chatId, string newChatId) => Note(chatId, new ChatNote(newChatId, Unreachable: null));

    /// <inheritdoc />
    public Task Unreachable(string chatId, FailureReason reason)
    {
        var now = time.GetUtcNow();
        notes.AddOrUpdate(chatId, _ => ChatNote.After(before: null, reason, now), (_, before) => ChatNote.After(before, reason, now));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Reachable(string chatId)
    {
        if (notes.TryGetValue(chatId, out var note) && note.Unreachable is not null)
        {
            notes.TryRemove(KeyValuePair.Create(chatId, note));
        }

        return Task.CompletedTask;
    }

    private Task Note(string chatId, ChatNote note)
    {
        notes[chatId] = note;
        return Task.CompletedTask;
    }
}
