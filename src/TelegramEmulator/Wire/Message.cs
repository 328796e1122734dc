namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>A person or a bot, as the Bot API shows it.</summary>
public sealed record User
{
    public required long Id { get; init; }
    public bool IsBot { get; init; }
    public required string FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Username { get; init; }
    public string? LanguageCode { get; init; }

    /// <summary>First and last name.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Name => LastName is null ? FirstName : $"{FirstName} {LastName}";
}

/// <summary>A chat, as it stands in messages.</summary>
public sealed record Chat
{
    public required long Id { get; init; }

    /// <summary><c>private</c>, <c>group</c>, <c>supergroup</c> or <c>channel</c>.</summary>
    public required string Type { get; init; }
    public string? Title { get; init; }
    public string? Username { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public bool? IsForum { get; init; }

    /// <summary>Of a basic group; gone from the documentation, and still sent.</summary>
    public bool? AllMembersAreAdministrators { get; init; }

    /// <summary>Of a basic group, which says it with every message.</summary>
    public AcceptedGiftTypes? AcceptedGiftTypes { get; init; }
}

/// <summary>A marked piece of a text; offset and length count UTF-16 code units.</summary>
public sealed record MessageEntity
{
    public required string Type { get; init; }
    public required int Offset { get; init; }
    public required int Length { get; init; }
    public string? Url { get; init; }
    public User? User { get; init; }
    public string? Language { get; init; }
    public string? CustomEmojiId { get; init; }
    public long? UnixTime { get; init; }
    public string? DateTimeFormat { get; init; }
}

/// <summary>Whether and how the first link of a text is shown with a preview.</summary>
public sealed record LinkPreviewOptions
{
    public bool? IsDisabled { get; init; }
    public string? Url { get; init; }
    public bool? PreferSmallMedia { get; init; }
    public bool? PreferLargeMedia { get; init; }
    public bool? ShowAboveText { get; init; }
}

/// <summary>The part of a message to which another one answers.</summary>
public sealed record TextQuote
{
    public required string Text { get; init; }
    public IReadOnlyList<MessageEntity>? Entities { get; init; }
    public required int Position { get; init; }
    public bool? IsManual { get; init; }
}

/// <summary>The service message of a new topic.</summary>
public sealed record ForumTopicCreated
{
    public required string Name { get; init; }
    public required int IconColor { get; init; }
    public string? IconCustomEmojiId { get; init; }
}

/// <summary>The service message of a topic with another name or icon.</summary>
public sealed record ForumTopicEdited
{
    public string? Name { get; init; }
    public string? IconCustomEmojiId { get; init; }
}

/// <summary>The service message of a topic that was closed: an empty object.</summary>
public sealed record ForumTopicClosed;

/// <summary>The service message of a topic that was opened again: an empty object.</summary>
public sealed record ForumTopicReopened;

/// <summary>The service message of General that is shown no more: an empty object.</summary>
public sealed record GeneralForumTopicHidden;

/// <summary>The service message of General that is shown again: an empty object.</summary>
public sealed record GeneralForumTopicUnhidden;

/// <summary>A message; an inaccessible one has a <see cref="Date"/> of 0 and nothing but its ids (docs/telegram.md 30).</summary>
public sealed record Message
{
    public required int MessageId { get; init; }

    /// <summary>The id of a message that one member of a group sees (docs/telegram.md 39); its <see cref="MessageId"/> is then 0.</summary>
    public int? EphemeralMessageId { get; init; }

    /// <summary>Who sees an ephemeral message.</summary>
    public User? ReceiverUser { get; init; }
    public int? MessageThreadId { get; init; }
    public User? From { get; init; }

    /// <summary>The chat that somebody speaks as: the group of an anonymous administrator, or a channel (docs/telegram.md 36).</summary>
    public Chat? SenderChat { get; init; }

    /// <summary>True for a channel's post that Telegram carried into the linked group.</summary>
    public bool? IsAutomaticForward { get; init; }
    public required Chat Chat { get; init; }
    public required long Date { get; init; }
    public long? EditDate { get; init; }
    public bool? IsTopicMessage { get; init; }
    public bool? HasProtectedContent { get; init; }
    public MessageOrigin? ForwardOrigin { get; init; }

    /// <summary>The sender of a forwarded message; gone from the documentation, and still sent.</summary>
    public User? ForwardFrom { get; init; }

    /// <summary>The chat that a forwarded message comes from; gone from the documentation, and still sent.</summary>
    public Chat? ForwardFromChat { get; init; }

    /// <summary>The number of a forwarded post in its channel; gone from the documentation, and still sent.</summary>
    public int? ForwardFromMessageId { get; init; }

    /// <summary>When it was first sent; gone from the documentation, and still sent.</summary>
    public long? ForwardDate { get; init; }
    public Message? ReplyToMessage { get; init; }
    public ExternalReplyInfo? ExternalReply { get; init; }
    public TextQuote? Quote { get; init; }
    public string? Text { get; init; }
    public IReadOnlyList<MessageEntity>? Entities { get; init; }
    public LinkPreviewOptions? LinkPreviewOptions { get; init; }
    public string? MediaGroupId { get; init; }
    public IReadOnlyList<PhotoSize>? Photo { get; init; }
    public Document? Document { get; init; }
    public Dice? Dice { get; init; }

    /// <summary>The place, also of a <see cref="Venue"/>.</summary>
    public Location? Location { get; init; }
    public Venue? Venue { get; init; }
    public Contact? Contact { get; init; }
    public string? Caption { get; init; }
    public IReadOnlyList<MessageEntity>? CaptionEntities { get; init; }
    public bool? ShowCaptionAboveMedia { get; init; }
    public bool? HasMediaSpoiler { get; init; }
    public InlineKeyboardMarkup? ReplyMarkup { get; init; }
    public long? MigrateToChatId { get; init; }
    public long? MigrateFromChatId { get; init; }
    public Message? PinnedMessage { get; init; }
    public ForumTopicCreated? ForumTopicCreated { get; init; }
    public ForumTopicEdited? ForumTopicEdited { get; init; }
    public ForumTopicClosed? ForumTopicClosed { get; init; }
    public ForumTopicReopened? ForumTopicReopened { get; init; }
    public GeneralForumTopicHidden? GeneralForumTopicHidden { get; init; }
    public GeneralForumTopicUnhidden? GeneralForumTopicUnhidden { get; init; }

    /// <summary>What a service message says to people; null for any other message.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Happened => PinnedMessage is { } pinned ? $"Pinned: {pinned.Text ?? pinned.Caption ?? pinned.Document?.FileName ?? "a photo"}"
        : ForumTopicCreated is { } created ? $"Topic created: {created.Name}"
        : ForumTopicEdited is { } edited ? edited.Name is null ? "Topic with another icon" : $"Topic edited: {edited.Name}"
        : ForumTopicClosed is not null ? "Topic closed"
        : ForumTopicReopened is not null ? "Topic reopened"
        : GeneralForumTopicHidden is not null ? "General hidden"
        : GeneralForumTopicUnhidden is not null ? "General shown"
        : null;

    /// <summary>False for a service message.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasContent => Text is not null || Photo is not null || Document is not null || Dice is not null || Location is not null || Contact is not null;

    /// <summary>What a message without a text shows to people; null for any other message.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Shown => Dice is { } dice ? $"{dice.Emoji} {dice.Value}"
        : Venue is { } venue ? $"{venue.Title}, {venue.Address}"
        : Location is { } place ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{place.Latitude}, {place.Longitude}")
        : Contact is { } contact ? $"{contact.FirstName} {contact.LastName}".TrimEnd() + $", {contact.PhoneNumber}"
        : Happened;

    /// <summary>The message as it stands within another one, and as an edit gives it back: without what it answers to in its chat.</summary>
    public Message WithoutReply() => ReplyToMessage is null ? this : this with { ReplyToMessage = null };

    /// <summary>True where the app of whom it mentions, or of everybody where it mentions nobody, opens an answer to it by itself.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool ForcesReply { get; init; }

    /// <summary>True for what was sent with a keyboard below the text box, or with the wish for an answer and no buttons.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsNeverEdited { get; init; }
}
