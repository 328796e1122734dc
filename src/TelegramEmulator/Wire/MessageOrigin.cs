namespace PhStudio.Messaging.TelegramEmulator.Wire;

/// <summary>Where a forwarded message comes from: a <c>user</c>, a <c>chat</c> that somebody spoke as, or a <c>channel</c> with the post's number there.</summary>
public sealed record MessageOrigin
{
    public required string Type { get; init; }
    public required long Date { get; init; }
    public User? SenderUser { get; init; }
    public Chat? SenderChat { get; init; }
    public Chat? Chat { get; init; }
    public int? MessageId { get; init; }

    /// <summary>Where a message comes from that was forwarded by nobody yet.</summary>
    public static MessageOrigin Of(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.ForwardOrigin
            ?? (message.From is null ? new MessageOrigin { Type = "channel", Date = message.Date, Chat = message.Chat, MessageId = message.MessageId }
            : message.SenderChat is { } chat ? new MessageOrigin { Type = "chat", Date = message.Date, SenderChat = chat }
            : new MessageOrigin { Type = "user", Date = message.Date, SenderUser = message.From });
    }

    /// <summary>The message as one that comes from here.</summary>
    public Message Put(Message message) => message with
    {
        ForwardOrigin = this,
        ForwardFrom = SenderUser,
        ForwardFromChat = SenderChat ?? Chat,
        ForwardFromMessageId = MessageId,
        ForwardDate = Date,
    };
}

/// <summary>A message of another chat or topic to which this one answers.</summary>
public sealed record ExternalReplyInfo
{
    public required MessageOrigin Origin { get; init; }
    public Chat? Chat { get; init; }
    public int? MessageId { get; init; }
    public LinkPreviewOptions? LinkPreviewOptions { get; init; }
    public IReadOnlyList<PhotoSize>? Photo { get; init; }
    public Document? Document { get; init; }
    public bool? HasMediaSpoiler { get; init; }
    public Dice? Dice { get; init; }
    public Location? Location { get; init; }
    public Venue? Venue { get; init; }
    public Contact? Contact { get; init; }

    /// <summary>What is told of a message.</summary>
    public static ExternalReplyInfo Of(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new ExternalReplyInfo
        {
            Origin = MessageOrigin.Of(message),
            Chat = message.Chat,
            MessageId = message.MessageId,
            LinkPreviewOptions = message.LinkPreviewOptions,
            Photo = message.Photo,
            Document = message.Document,
            HasMediaSpoiler = message.HasMediaSpoiler,
            Dice = message.Dice,
            // A venue stands for its place.
            Location = message.Venue is null ? message.Location : null,
            Venue = message.Venue,
            Contact = message.Contact,
        };
    }
}
