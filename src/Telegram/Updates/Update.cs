namespace PhStudio.Messaging.Telegram.Updates;

/// <summary>Of Telegram's update, the members that this product reads. An update of any other kind has none of them and needs nothing.</summary>
public sealed record Update
{
    /// <summary>Telegram's id: unique, but not ordered over weeks (docs/telegram.md 12).</summary>
    public required long UpdateId { get; init; }

    /// <summary>A person wrote something, or something happened in a chat.</summary>
    public Message? Message { get; init; }

    /// <summary>A person pressed a button.</summary>
    public CallbackQuery? CallbackQuery { get; init; }

    /// <summary>The bot's own standing in a chat changed.</summary>
    public ChatMemberUpdated? MyChatMember { get; init; }
}

/// <summary>A press of an inline button.</summary>
public sealed record CallbackQuery
{
    /// <summary>Telegram's id of the callback query, needed for its answer.</summary>
    public required string Id { get; init; }

    /// <summary>Who pressed.</summary>
    public required User From { get; init; }

    /// <summary>The message under which the button stands; null where Telegram does not say (docs/telegram.md 30, 41).</summary>
    public Message? Message { get; init; }

    /// <summary>What the button, or a tampered client, sent.</summary>
    public string? Data { get; init; }
}

/// <summary>The bot was added to a chat, removed from it, or given other rights; in a private chat, blocked or unblocked.</summary>
public sealed record ChatMemberUpdated
{
    /// <summary>Where.</summary>
    public required Chat Chat { get; init; }

    /// <summary>What the bot is there now: <c>creator</c>, <c>administrator</c>, <c>member</c>, <c>restricted</c>, <c>left</c>, <c>kicked</c>, or a newer word.</summary>
    public string? NewStatus { get; init; }

    /// <summary>When; null where it is not told.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>False for a restricted bot that may not write.</summary>
    public bool MayWrite { get; init; } = true;

    /// <summary>True where the bot is in the chat now.</summary>
    public bool IsMember => NewStatus is not (null or "left" or "kicked");
}
