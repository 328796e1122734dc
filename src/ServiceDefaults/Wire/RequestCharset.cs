using System.Net.Mime;
using System.Runtime.Serialization;

namespace PhStudio.Messaging.ServiceDefaults.Wire;

/// <summary>Which charset a content type names.</summary>
public static class RequestCharset
{
    /// <summary>True for UTF-8 under any spelling: <c>utf-8</c>, <c>UTF8</c>, with or without quotes.</summary>
    public static bool IsUtf8(string charset) => charset.Trim().Trim('"', '\'').Replace("_", "-", StringComparison.Ordinal).ToLowerInvariant() is "utf-8" or "utf8" or "";

    /// <summary>Throws where a message's content type names another charset.</summary>
    /// <exception cref="SerializationException">It does.</exception>
    public static void Demand(ContentType? contentType)
    {
        if (contentType?.CharSet is { } charset && !IsUtf8(charset))
        {
            throw new SerializationException("The body must be UTF-8; its content type says otherwise.");
        }
    }
}
