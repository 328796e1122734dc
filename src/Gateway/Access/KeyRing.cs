using System.Security.Cryptography;

namespace PhStudio.Messaging.Gateway.Access;

/// <summary>The keys that open the Gateway.</summary>
internal sealed class KeyRing(IReadOnlyList<KeyEntry> entries, TimeProvider time)
{
    /// <summary>The keys, without their secrets.</summary>
    public IReadOnlyList<KeyEntry> Entries => entries;

    /// <summary>
    /// The entry of a key, and whether it has expired; null for a key that nobody has. The time taken does not depend on how much of a key is right,
    /// nor on which one it is: hashes are compared in constant time, and all of them. Two entries of one name overlap: of one key, the one that still counts is found.
    /// </summary>
    public (KeyEntry Entry, bool IsExpired)? Find(string? given)
    {
        if (string.IsNullOrEmpty(given))
        {
            return null;
        }

        var hash = KeyEntry.HashOf(given);
        var now = time.GetUtcNow();
        (KeyEntry Entry, bool IsExpired)? found = null;
        foreach (var entry in entries)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, entry.Hash) && found is not { IsExpired: false })
            {
                found = (entry, entry.Expires <= now);
            }
        }

        return found;
    }

    /// <summary>By name, how long its last entry counts; negative where it has ended. Names with an entry that never ends are left out.</summary>
    public IEnumerable<(string Name, TimeSpan Left)> Expiries() => entries.GroupBy(entry => entry.Caller.Name).Where(entries => entries.All(entry => entry.Expires is not null))
        .Select(entries => (entries.Key, entries.Max(entry => entry.Expires!.Value) - time.GetUtcNow()));

    /// <summary>The entry of this <see cref="KeyEntry.Id"/>; null where there is none, or it has expired.</summary>
    public KeyEntry? FindById(string id) => entries.FirstOrDefault(entry => entry.Id == id && !(entry.Expires <= time.GetUtcNow()));
}
