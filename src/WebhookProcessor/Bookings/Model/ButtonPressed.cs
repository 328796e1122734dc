using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>
/// A press of a booking's button that was verified: the button is ours, and the user may use it. The one shape of a press from
/// <c>CallbackQueryConsumer</c> on: the saga runs on it at once, without a queue, and answers the user. Inside WebhookProcessor only.
/// </summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Bookings:ButtonPressed")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Bookings:ButtonPressed")]
public sealed record ButtonPressed : CorrelatedBy<Guid>
{
    /// <summary>The booking's saga.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>What the button asks for.</summary>
    public required ButtonAction Action { get; init; }

    /// <summary>The keyboard that the button stands on; null for a button of the old system, which had no versions.</summary>
    public ushort? KeyboardVersion { get; init; }

    /// <summary>The action's argument.</summary>
    public ushort Argument { get; init; }

    /// <summary>Telegram's id of the callback query.</summary>
    public required string CallbackQueryId { get; init; }

    /// <summary>The chat where it was pressed.</summary>
    public required string ChatId { get; init; }

    /// <summary>Telegram's id of the message under which the button stands; 0 where Telegram does not say (docs/telegram.md 41).</summary>
    public required long TelegramMessageId { get; init; }

    /// <summary>The topic of a message that only the user sees, which has no number to be found by (docs/telegram.md 39); null without one, and for any other message.</summary>
    [Unreleased]
    public int? ThreadId { get; init; }

    /// <summary>True for a button of a message that only the user sees (docs/telegram.md 39): the message is removed at the press, and no card was changed for it.</summary>
    public bool IsEphemeral { get; init; }

    public required long UserId { get; init; }

    /// <summary>Who pressed, as shown to people.</summary>
    public required string UserName { get; init; }

    /// <summary>What the user may do.</summary>
    public required Role Role { get; init; }

    /// <summary>The user's language.</summary>
    public required string Language { get; init; }

    /// <summary>
    /// The press's identity. One physical press can arrive under several update ids (docs/telegram.md 13), and none of them
    /// can be told from a second press of the same button by the same person, which asks for the same thing.
    /// </summary>
    public string Press() => $"{ChatId}/{TelegramMessageId}/{UserId}/{(byte)Action}/{Argument}/{KeyboardVersion}";
}
