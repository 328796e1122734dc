namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>Somebody's standing in a chat, with the fields that belong to it.</summary>
public sealed record ChatMember
{
    public required User User { get; init; }

    /// <summary><c>creator</c>, <c>administrator</c>, <c>member</c>, <c>left</c> or <c>kicked</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Of a kicked one: when the ban ends; 0 for never.</summary>
    public long? UntilDate { get; init; }
    public bool? CanBeEdited { get; init; }
    public bool? CanManageChat { get; init; }
    public bool? CanChangeInfo { get; init; }
    public bool? CanPostMessages { get; init; }
    public bool? CanEditMessages { get; init; }
    public bool? CanDeleteMessages { get; init; }
    public bool? CanInviteUsers { get; init; }
    public bool? CanRestrictMembers { get; init; }
    public bool? CanPinMessages { get; init; }
    public bool? CanManageTopics { get; init; }
    public bool? CanPromoteMembers { get; init; }
    public bool? CanManageVideoChats { get; init; }
    public bool? CanPostStories { get; init; }
    public bool? CanEditStories { get; init; }
    public bool? CanDeleteStories { get; init; }
    public bool? CanManageDirectMessages { get; init; }
    public bool? CanManageTags { get; init; }
    public bool? CanSendWelcomeMessages { get; init; }
    public bool? IsAnonymous { get; init; }

    /// <summary>The older name of <see cref="CanManageVideoChats"/>; gone from the documentation, and still sent.</summary>
    public bool? CanManageVoiceChats { get; init; }

    /// <summary>One without rights of an administrator.</summary>
    /// <param name="user">Who.</param>
    /// <param name="status">One of the others.</param>
    public static ChatMember Of(User user, string status) => new()
    {
        User = user,
        Status = status,
        UntilDate = status == "kicked" ? 0 : null,
        IsAnonymous = status == "creator" ? false : null,
    };

    /// <summary>The bot as it stands in every group: it may delete, pin and keep topics, and not invite, restrict, promote or rename.</summary>
    /// <param name="user">The bot.</param>
    /// <param name="chatType">Some rights belong to some kinds of chats.</param>
    public static ChatMember Administrator(User user, string chatType) => new()
    {
        User = user,
        Status = "administrator",
        CanBeEdited = false,
        CanManageChat = true,
        CanChangeInfo = false,
        CanPostMessages = chatType == "channel" ? true : null,
        CanEditMessages = chatType == "channel" ? true : null,
        CanDeleteMessages = true,
        CanInviteUsers = false,
        CanRestrictMembers = false,
        CanPinMessages = chatType == "channel" ? null : true,
        CanManageTopics = chatType == "supergroup" ? true : null,
        CanPromoteMembers = false,
        CanManageVideoChats = false,
        CanPostStories = false,
        CanEditStories = false,
        CanDeleteStories = false,
        CanManageDirectMessages = chatType == "channel" ? false : null,
        CanManageTags = chatType == "channel" ? null : false,
        CanSendWelcomeMessages = false,
        IsAnonymous = false,
        CanManageVoiceChats = false,
    };
}
