namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Which charset a content type names.</summary>
public static class RequestCharset
{
    /// <summary>True for UTF-8 under any spelling: <c>utf-8</c>, <c>UTF8</c>, with or without quotes.</summary>
    public static bool IsUtf8(string charset) => charset.Trim().Trim('"', '\'').Replace("_", "-", StringComparison.Ordinal).ToLowerInvariant() is "utf-8" or "utf8" or "";
}
