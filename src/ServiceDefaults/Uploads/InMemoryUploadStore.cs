namespace PhStudio.Messaging.ServiceDefaults.Uploads;

/// <summary>In the memory of the process, with the same limit.</summary>
internal sealed class InMemoryUploadStore(UploadOptions options, TimeProvider time) : IUploadStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (byte[] Content, DateTimeOffset Until)> _files = new(StringComparer.Ordinal);

    public Task<bool> KeepAsync(string hash, byte[] content, DateTimeOffset until)
    {
        lock (_gate)
        {
            Forget();
            if (IsExtended(hash, until))
            {
                return Task.FromResult(true);
            }

            if (_files.Values.Sum(file => (long)file.Content.Length) + content.Length > options.MaxBytes)
            {
                return Task.FromResult(false);
            }

            _files[hash] = (content, until);
            return Task.FromResult(true);
        }
    }

    public Task<bool> ExtendAsync(string hash, DateTimeOffset until)
    {
        lock (_gate)
        {
            Forget();
            return Task.FromResult(IsExtended(hash, until));
        }
    }

    public async Task<bool> HasAsync(string hash) => await FindAsync(hash) is not null;

    public Task<byte[]?> FindAsync(string hash)
    {
        lock (_gate)
        {
            Forget();
            return Task.FromResult(_files.TryGetValue(hash, out var file) ? file.Content : null);
        }
    }

    private bool IsExtended(string hash, DateTimeOffset until)
    {
        if (!_files.TryGetValue(hash, out var known))
        {
            return false;
        }

        _files[hash] = (known.Content, until > known.Until ? until : known.Until);
        return true;
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var old in _files.Where(file => file.Value.Until <= now).Select(file => file.Key).ToList())
        {
            _files.Remove(old);
        }
    }
}
