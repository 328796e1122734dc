namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>The answer of <c>getMyName</c>.</summary>
public sealed record BotName
{
    public required string Name { get; init; }
}

/// <summary>The answer of <c>getMyDescription</c>.</summary>
public sealed record BotDescription
{
    public required string Description { get; init; }
}

/// <summary>The answer of <c>getMyShortDescription</c>.</summary>
public sealed record BotShortDescription
{
    public required string ShortDescription { get; init; }
}

/// <summary>The button beside the text box of a private chat.</summary>
public sealed record MenuButton
{
    /// <summary><c>default</c>, <c>commands</c> or <c>web_app</c>.</summary>
    public required string Type { get; init; }
    public string? Text { get; init; }
    public WebAppInfo? WebApp { get; init; }
}

/// <summary>The rights that a bot asks for when it is made an administrator.</summary>
public sealed record ChatAdministratorRights
{
    public bool CanManageChat { get; init; }
    public bool CanChangeInfo { get; init; }
    public bool? CanPostMessages { get; init; }
    public bool? CanEditMessages { get; init; }
    public bool CanDeleteMessages { get; init; }
    public bool CanInviteUsers { get; init; }
    public bool CanRestrictMembers { get; init; }
    public bool? CanPinMessages { get; init; }
    public bool? CanManageTopics { get; init; }
    public bool CanPromoteMembers { get; init; }
    public bool CanManageVideoChats { get; init; }
    public bool CanPostStories { get; init; }
    public bool CanEditStories { get; init; }
    public bool CanDeleteStories { get; init; }
    public bool? CanManageDirectMessages { get; init; }
    public bool? CanManageTags { get; init; }
    public bool CanSendWelcomeMessages { get; init; }
    public bool IsAnonymous { get; init; }
}

/// <summary>The answer of <c>createForumTopic</c>.</summary>
public sealed record ForumTopicInfo
{
    public required int MessageThreadId { get; init; }
    public required string Name { get; init; }
    public required int IconColor { get; init; }
    public string? IconCustomEmojiId { get; init; }
}

/// <summary>The answer of <c>getUserProfilePhotos</c>: nobody here has one.</summary>
public sealed record UserProfilePhotos
{
    public int TotalCount { get; init; }
    public IReadOnlyList<IReadOnlyList<string>> Photos { get; init; } = [];
}
