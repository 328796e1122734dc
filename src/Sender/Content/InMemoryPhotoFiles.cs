using System.Collections.Concurrent;

namespace PhStudio.Messaging.Sender.Content;

/// <summary>In the memory of the process.</summary>
internal sealed class InMemoryPhotoFiles(TimeProvider time) : IPhotoFiles
{
    private readonly ConcurrentDictionary<string, (string FileId, DateTimeOffset Until)> _ids = new(StringComparer.Ordinal);

    public Task<string?> FindAsync(string hash) => Task.FromResult(_ids.TryGetValue(hash, out var known) && known.Until > time.GetUtcNow() ? known.FileId : null);

    public Task RememberAsync(string hash, string fileId)
    {
        _ids[hash] = (fileId, time.GetUtcNow() + IPhotoFiles.Kept);
        foreach (var old in _ids.Where(known => known.Value.Until <= time.GetUtcNow()))
        {
            _ids.TryRemove(old);
        }

        return Task.CompletedTask;
    }

    public Task<bool> ForgetAsync(string hash) => Task.FromResult(_ids.TryRemove(hash, out _));
}
