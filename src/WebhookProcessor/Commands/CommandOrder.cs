using System.Globalization;
using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Platform;
using PhStudio.Messaging.WebhookProcessor.Staff;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>A command that somebody gave, by a text or by a button, and the way to answer.</summary>
/// <param name="Context">The update's message on the bus.</param>
/// <param name="UpdateId">Telegram's id of the update.</param>
/// <param name="Message">Telegram's message.</param>
/// <param name="UserId">Who gave it.</param>
/// <param name="Line">The command.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="Language">The person's language.</param>
public sealed record CommandOrder(ConsumeContext Context, long UpdateId, Message Message, long UserId, CommandLine Line, Role Role, string Language)
{
    private static readonly TimeSpan StrangersAnswer = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StaffsAnswer = TimeSpan.FromMinutes(10);

    /// <summary>Stands for the moment of an update whose envelope has none.</summary>
    private static readonly DateTimeOffset Undated = new(SensibleDateAttribute.First, TimeOnly.MinValue, TimeSpan.Zero);

    private static readonly Guid Replies = new("1d1f5a0b-7c39-5f6e-8b58-0c9e4e0a2d44");
    private int _replies;

    /// <summary>Shows an answer to the asking user only; null where that is not possible.</summary>
    public EphemeralReplies? Ephemeral { get; init; }

    /// <summary>The press that gave it; null where a text did.</summary>
    public string? CallbackQueryId { get; init; }

    /// <summary>Whether the answer in a group concerns the asking user only.</summary>
    public bool IsForOne { get; init; }

    /// <summary>True where an answer can be shown to the asking user only.</summary>
    public bool CanBeForOne => Ephemeral?.IsFor(this) == true;

    /// <summary>True where it was given as the group itself: the person is unknown.</summary>
    public bool IsAnonymous => UserId == User.AnonymousAdministrator;

    /// <summary>The chat, as a send order names it.</summary>
    public string ChatId => Message.Chat.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The topic.</summary>
    public int? ThreadId => Message.TopicId;

    /// <summary>Names what this order shows: the same update again shows the same.</summary>
    public string Occasion => UpdateId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Answers with a template into the chat and topic where the command was given.</summary>
    public Task<Guid> ReplyAsync(string template, params (string Name, object? Value)[] values) => ReplyAsync(template, keyboard: null, values);

    /// <summary>Answers with a template and buttons.</summary>
    public Task<Guid> ReplyAsync(string template, JsonElement? keyboard, params (string Name, object? Value)[] values) => SendAsync(Order() with { Template = template, Values = Localizer.Values(values), ReplyMarkup = keyboard });

    /// <summary>Answers with a template whose values are there already.</summary>
    public Task<Guid> ReplyAsync(string template, IReadOnlyDictionary<string, JsonElement> values) => SendAsync(Order() with { Template = template, Values = values });

    /// <summary>Answers with a text that was put together of templates, in Telegram's HTML.</summary>
    public Task<Guid> ReplyTextAsync(string html) => SendAsync(Order() with { Text = html });

    /// <summary>Answers with a part of an answer of several messages, which are to be read in their order.</summary>
    /// <param name="after">The part before it; null for the first.</param>
    /// <param name="template">The template.</param>
    /// <param name="keyboard">The buttons; null for none.</param>
    /// <param name="values">The template's values.</param>
    public Task<Guid> ReplyPartAsync(Guid? after, string template, JsonElement? keyboard, params (string Name, object? Value)[] values) =>
        SendAsync(Order() with { Template = template, Values = Localizer.Values(values), ReplyMarkup = keyboard, Priority = Priority.High, After = after });

    /// <summary>Shows the user who asked, and nobody else, a text that was put together of templates; false where that cannot be done.</summary>
    public async Task<bool> TryShowAsync(string html, JsonElement? keyboard) => Ephemeral is not null && await Ephemeral.TryAsync(this, Order() with { Text = html, ReplyMarkup = keyboard });

    // The answer's id is computed from the update's: the same update again answers nothing new.
    private SendMessage Order()
    {
        var createdAt = Context.SentTime is { } sent ? new DateTimeOffset(DateTime.SpecifyKind(sent, DateTimeKind.Utc)) : Undated;
        return new SendMessage
        {
            MessageId = NameBasedId.Of(Replies, $"{UpdateId}/{_replies++}"),
            ChatId = ChatId,
            ThreadId = ThreadId,
            Language = Language,
            CreatedAt = createdAt,
            // A late answer is of no use, and answers to people without a role must not pile up.
            ExpiresAt = createdAt == Undated ? null : createdAt + (Role == Role.None ? StrangersAnswer : StaffsAnswer),
            // Nor may they fill the store, error queues and the platform's callbacks: anybody who asks may block the bot before the answer comes.
            Transient = Role == Role.None ? true : null,
            FailureHandled = Role == Role.None,
        };
    }

    private async Task<Guid> SendAsync(SendMessage message)
    {
        if (IsForOne && Ephemeral is not null && await Ephemeral.TryAsync(this, message))
        {
            return message.MessageId;
        }

        await Context.PublishOrderAsync(message);
        return message.MessageId;
    }
}
