using System.Collections.Concurrent;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The files that the bot sent, by their <c>file_id</c>. The same content has the same id; the oldest are forgotten.</summary>
internal sealed class FileStore
{
    private const int Kept = 500;

    private readonly ConcurrentDictionary<string, KeptFile> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KeptFile> _byPath = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<KeptFile> _order = new();

    public KeptFile? Find(string fileId) => _byId.GetValueOrDefault(fileId);

    public KeptFile? FindByPath(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Keeps a file, or gives the same one that is kept already.</summary>
    public KeptFile Add(KeptFile file)
    {
        if (_byId.TryAdd(file.FileId, file))
        {
            _byPath[file.Path] = file;
            _order.Enqueue(file);
            if (_order.Count > Kept && _order.TryDequeue(out var oldest))
            {
                _byId.TryRemove(oldest.FileId, out _);
                _byPath.TryRemove(oldest.Path, out _);
            }
        }

        return _byId.GetValueOrDefault(file.FileId) ?? file;
    }

    public void Reset()
    {
        _byId.Clear();
        _byPath.Clear();
        _order.Clear();
    }
}
