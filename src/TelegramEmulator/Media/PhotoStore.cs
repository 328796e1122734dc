using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace PhStudio.Messaging.TelegramEmulator.Media;

/// <summary>The photos that the bot sent, by their <c>file_id</c>. The same content has the same id; the oldest are forgotten.</summary>
internal sealed class PhotoStore
{
    private const int Kept = 500;

    private readonly ConcurrentDictionary<string, KeptPhoto> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KeptPhoto> _byPath = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<KeptPhoto> _order = new();

    public KeptPhoto? Find(string fileId) => _byId.GetValueOrDefault(fileId);

    public KeptPhoto? FindByPath(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Keeps a photo, or gives the same one that is kept already.</summary>
    public KeptPhoto Add(byte[]? bytes, ImageHeader header, string? address)
    {
        var unique = $"AQAD{Convert.ToHexString(SHA256.HashData(bytes ?? Encoding.UTF8.GetBytes(address ?? "")))[..16]}";
        var photo = new KeptPhoto($"AgACAgIAAx{unique}", unique, bytes, header, address);
        if (_byId.TryAdd(photo.FileId, photo))
        {
            _byPath[photo.Path] = photo;
            _order.Enqueue(photo);
            if (_order.Count > Kept && _order.TryDequeue(out var oldest))
            {
                _byId.TryRemove(oldest.FileId, out _);
                _byPath.TryRemove(oldest.Path, out _);
            }
        }

        return _byId.GetValueOrDefault(photo.FileId) ?? photo;
    }

    public void Reset()
    {
        _byId.Clear();
        _byPath.Clear();
        _order.Clear();
    }
}
