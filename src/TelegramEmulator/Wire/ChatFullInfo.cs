namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>The answer of <c>getChat</c>.</summary>
public sealed record ChatFullInfo
{
    public required long Id { get; init; }
    public required string Type { get; init; }
    public string? Title { get; init; }
    public string? Username { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public bool? IsForum { get; init; }
    public bool? CanSendGift { get; init; }
    public IReadOnlyList<string>? ActiveUsernames { get; init; }
    public ChatPermissions? Permissions { get; init; }
    public bool? HasVisibleHistory { get; init; }

    /// <summary>Of a basic group; gone from the documentation, and still sent.</summary>
    public bool? AllMembersAreAdministrators { get; init; }
    public required AcceptedGiftTypes AcceptedGiftTypes { get; init; }
    public Message? PinnedMessage { get; init; }
    public required int MaxReactionCount { get; init; }
    public required int AccentColorId { get; init; }
}

/// <summary>Which presents a chat takes; ours takes none.</summary>
public sealed record AcceptedGiftTypes
{
    public bool UnlimitedGifts { get; init; }
    public bool LimitedGifts { get; init; }
    public bool UniqueGifts { get; init; }
    public bool PremiumSubscription { get; init; }
    public bool GiftsFromChannels { get; init; }
}

/// <summary>What members may do who are no administrators: all but change the group.</summary>
public sealed record ChatPermissions
{
    public bool CanSendMessages { get; init; } = true;

    /// <summary>Gone from the documentation, and still sent.</summary>
    public bool CanSendMediaMessages { get; init; } = true;
    public bool CanSendAudios { get; init; } = true;
    public bool CanSendDocuments { get; init; } = true;
    public bool CanSendPhotos { get; init; } = true;
    public bool CanSendVideos { get; init; } = true;
    public bool CanSendVideoNotes { get; init; } = true;
    public bool CanSendVoiceNotes { get; init; } = true;
    public bool CanSendPolls { get; init; } = true;
    public bool CanSendOtherMessages { get; init; } = true;
    public bool CanAddWebPagePreviews { get; init; } = true;
    public bool CanReactToMessages { get; init; } = true;
    public bool CanEditTag { get; init; }
    public bool CanChangeInfo { get; init; }
    public bool CanInviteUsers { get; init; } = true;
    public bool CanPinMessages { get; init; }
    public bool CanManageTopics { get; init; }
}
