using MassTransit;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>Somebody pressed the button for the next page of /pending. Inside WebhookProcessor only.</summary>
[EntityName("PhStudio.Messaging.WebhookProcessor.Presses:PageTurned")]
[MessageUrn("PhStudio.Messaging.WebhookProcessor.Presses:PageTurned")]
public sealed record PageTurned
{
    /// <summary>Telegram's id of the update.</summary>
    public required long UpdateId { get; init; }

    /// <summary>Where.</summary>
    public required long ChatId { get; init; }

    /// <summary>The topic.</summary>
    public int? ThreadId { get; init; }

    /// <summary>The message under which the button stands; 0 where its topic is not told (docs/telegram.md 30, 41).</summary>
    public required long MessageId { get; init; }

    public required long UserId { get; init; }

    /// <summary>What that person may do.</summary>
    public required Role Role { get; init; }

    /// <summary>The press.</summary>
    public string? CallbackQueryId { get; init; }

    /// <summary>That person's language.</summary>
    public required string Language { get; init; }
}

/// <summary>Shows the next page, once for each update.</summary>
public sealed class PageTurnConsumer(PendingCommand pending, EphemeralReplies ephemeral, ISeenUpdates seen) : IConsumer<PageTurned>
{
    public async Task Consume(ConsumeContext<PageTurned> context)
    {
        var turned = context.Message;
        if (await seen.ContainsAsync(turned.UpdateId))
        {
            return;
        }
        var message = new Message { MessageId = turned.MessageId, Chat = new Chat { Id = turned.ChatId }, TopicId = turned.ThreadId };
        await pending.MoreAsync(new CommandOrder(context, turned.UpdateId, message, turned.UserId, new CommandLine("pending", null, ""), turned.Role, turned.Language) { CallbackQueryId = turned.CallbackQueryId, Ephemeral = ephemeral });
        await seen.AddAsync(turned.UpdateId);
    }
}
