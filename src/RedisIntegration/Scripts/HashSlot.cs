namespace PhStudio.Messaging.RedisIntegration.Scripts;

/// <summary>
/// Where Redis Cluster keeps a key: by the part between its first braces, if something stands there, else by the whole key.
/// A script may touch keys of one slot only.
/// </summary>
internal static class HashSlot
{
    /// <summary>The name of a second key that lies in the slot of the first one.</summary>
    public static string Beside(string key, string suffix) => HasTag(key) ? key + suffix : $"{{{key}}}{suffix}";

    private static bool HasTag(string key)
    {
        var open = key.IndexOf('{', StringComparison.Ordinal);
        return open >= 0 && key.IndexOf('}', open) > open + 1;
    }
}
