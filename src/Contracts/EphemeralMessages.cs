namespace PhStudio.Messaging.Contracts;

/// <summary>
/// An order to show something in a group to one member only (docs/telegram.md 39). Published by WebhookProcessor, consumed by the Sender, which answers a request with <see cref="EphemeralAnswered"/>.
/// Whether it is seen is never certain, so it only carries what may be missed, and an alternative where it cannot be shown. Running twice may show it twice.
/// </summary>
public sealed record SendEphemeral
{
    /// <summary>What is shown. Its limits, priority and ledger do not matter: it is no message of the chat.</summary>
    public required SendMessage Message { get; init; }

    /// <summary>The number at Telegram of the one who sees it.</summary>
    public required long ReceiverUserId { get; init; }

    /// <summary>The press that it answers, for 15 seconds; null where it answers none, which only an administrator bot may do.</summary>
    public string? CallbackQueryId { get; init; }

    /// <summary>What is ordered instead where it cannot be shown and nobody waits for the answer.</summary>
    public IReadOnlyList<EditMessage> Instead { get; init; } = [];
}

/// <summary>Whether an ephemeral message was taken. The answer to <see cref="SendEphemeral"/>.</summary>
public sealed record EphemeralAnswered
{
    /// <summary>True where Telegram took it.</summary>
    public required bool IsShown { get; init; }
}

/// <summary>An order to delete an ephemeral message. Published by WebhookProcessor, consumed by the Sender. One that is already deleted is no failure.</summary>
public sealed record DeleteEphemeral
{
    /// <summary>The group.</summary>
    public required string ChatId { get; init; }

    /// <summary>The one who sees it.</summary>
    public required long ReceiverUserId { get; init; }

    /// <summary>Telegram's own id of it.</summary>
    public required long EphemeralMessageId { get; init; }
}
