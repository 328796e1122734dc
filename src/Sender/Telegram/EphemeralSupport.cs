using System.Collections.Concurrent;

namespace PhStudio.Messaging.Sender.Telegram;

/// <summary>
/// Whether the server shows ephemeral messages (docs/telegram.md 39). One that does not know their parameters would pass over them and show the message to everybody, so none is
/// sent before the server has shown that it is new enough: by taking <c>setMySettings</c>, which came later.
/// </summary>
public sealed class EphemeralSupport(TimeProvider time)
{
    private static readonly TimeSpan RefusedFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _refusedUntil = new(StringComparer.Ordinal);
    private volatile bool _isKnown;
    private volatile bool _isDenied;

    /// <summary>True where one can be tried.</summary>
    /// <param name="chatId">The group.</param>
    /// <param name="answersPress">True for the answer to a press, which any bot may give.</param>
    public bool MayTry(string chatId, bool answersPress) =>
        _isKnown && !_isDenied && (answersPress || !_refusedUntil.TryGetValue(chatId, out var until) || time.GetUtcNow() >= until);

    /// <summary>True where the server took a method that came later than these messages.</summary>
    public bool IsKnown => _isKnown;

    /// <summary>The server took a method that came later than these messages.</summary>
    public void Known() => _isKnown = true;

    /// <summary>The server showed the message to everybody: never tried again in this process.</summary>
    public void Denied() => _isDenied = true;

    /// <summary>The bot may not show one unasked in this group: not tried again for an hour.</summary>
    public void Refused(string chatId) => _refusedUntil[chatId] = time.GetUtcNow() + RefusedFor;
}
