namespace PhStudio.Messaging.Telegram.Updates;

public sealed record Chat
{
    /// <summary>Its number: people positive, groups negative (docs/telegram.md 35).</summary>
    public required long Id { get; init; }

    /// <summary><c>private</c>, <c>group</c>, <c>supergroup</c>, <c>channel</c>, or a newer word.</summary>
    public string? Type { get; init; }

    /// <summary>Its public name without <c>@</c>.</summary>
    public string? Username { get; init; }

    /// <summary>A group's or channel's shown name.</summary>
    public string? Title { get; init; }

    /// <summary>True for a chat with one person.</summary>
    public bool IsPrivate => Id > 0;
}
