namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>One thing that happened, as the bot is told; exactly one of the members beside the id is set.</summary>
public sealed record Update
{
    public int UpdateId { get; init; }
    public Message? Message { get; init; }
    public Message? ChannelPost { get; init; }
    public CallbackQuery? CallbackQuery { get; init; }
    public ChatMemberUpdated? MyChatMember { get; init; }

    /// <summary>Its name in <c>allowed_updates</c>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Kind => Message is not null ? "message" : ChannelPost is not null ? "channel_post" : CallbackQuery is not null ? "callback_query" : "my_chat_member";
}

/// <summary>A press on a button.</summary>
public sealed record CallbackQuery
{
    public required string Id { get; init; }
    public required User From { get; init; }
    public Message? Message { get; init; }

    /// <summary>Stands in place of the message where the bot's <c>callback_query_mode</c> says so (docs/telegram.md 41).</summary>
    public string? InlineMessageId { get; init; }
    public required string ChatInstance { get; init; }
    public required string Data { get; init; }
}

/// <summary>The bot's own standing in a chat changed.</summary>
public sealed record ChatMemberUpdated
{
    public required Chat Chat { get; init; }
    public required User From { get; init; }
    public required long Date { get; init; }
    public required ChatMember OldChatMember { get; init; }
    public required ChatMember NewChatMember { get; init; }
}

/// <summary>The answer of <c>getWebhookInfo</c>.</summary>
public sealed record WebhookInfo
{
    public required string Url { get; init; }
    public bool HasCustomCertificate { get; init; }
    public required int PendingUpdateCount { get; init; }
    public long? LastErrorDate { get; init; }
    public string? LastErrorMessage { get; init; }
    public string? IpAddress { get; init; }
    public int? MaxConnections { get; init; }
    public IReadOnlyList<string>? AllowedUpdates { get; init; }
}

/// <summary>A line of the bot's menu.</summary>
public sealed record BotCommand
{
    public required string Command { get; init; }
    public required string Description { get; init; }

    /// <summary>True for a command that the others in a group do not see (docs/telegram.md 39).</summary>
    public bool? IsEphemeral { get; init; }
}

/// <summary>The answer of <c>getMe</c>.</summary>
public sealed record BotUser
{
    public required long Id { get; init; }
    public bool IsBot { get; init; } = true;
    public required string FirstName { get; init; }
    public required string Username { get; init; }
    public required IReadOnlyList<string> ActiveUsernames { get; init; }
    public bool CanJoinGroups { get; init; } = true;
    public bool CanReadAllGroupMessages { get; init; } = true;
    public bool SupportsInlineQueries { get; init; }
    public bool SupportsGuestQueries { get; init; }
    public bool CanConnectToBusiness { get; init; }
    public bool HasMainWebApp { get; init; }
    public bool HasTopicsEnabled { get; init; }
    public bool AllowsUsersToCreateTopics { get; init; }
    public bool CanManageBots { get; init; }
    public bool SupportsJoinRequestQueries { get; init; }
}

/// <summary>The answer of <c>copyMessage</c>.</summary>
public sealed record MessageIdResult
{
    public required int MessageId { get; init; }
}
