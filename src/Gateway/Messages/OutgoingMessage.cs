using System.Text.Json;
using MassTransit;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.Telegram.Markup;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Types;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>The body of <c>POST /send</c> and one entry of <c>POST /send/batch</c>; the rules stand at <see cref="SendMessage"/>.</summary>
internal sealed record OutgoingMessage
{
    private static readonly TimeSpan MaxAhead = TimeSpan.FromDays(366);

    /// <summary>A call may be repeated late, and clocks differ.</summary>
    private static readonly TimeSpan MaxBehind = TimeSpan.FromHours(1);

    /// <summary>Default: a new one. The same id again is the same message.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>A chat's number, as a number or as a text, or <c>@channelname</c>.</summary>
    [NumberOrText]
    public string? ChatId { get; init; }

    public string? Text { get; init; }

    public string? Template { get; init; }

    public string? Language { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Values { get; init; }

    [OneOf("HTML", "MarkdownV2", "Markdown", "none")]
    public string? ParseMode { get; init; }

    public JsonElement? ReplyMarkup { get; init; }

    /// <summary>One photo; the same as <see cref="Photos"/> with one.</summary>
    public string? PhotoUrl { get; init; }

    [AlsoNamed("photo_urls")]
    public IReadOnlyList<string>? Photos { get; init; }

    /// <summary>What the caller calls the photos.</summary>
    internal string PhotosField => PhotoUrl is null ? "photos" : "photo_url";

    public Priority? Priority { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? SendAt { get; init; }

    public bool ProtectContent { get; init; }

    [AlsoNamed("disable_notification")]
    public bool Silent { get; init; }

    [System.ComponentModel.DataAnnotations.Range(1, int.MaxValue), AlsoNamed("message_thread_id")]
    public int? ThreadId { get; init; }

    public JsonElement? LinkPreviewOptions { get; init; }

    public JsonElement? ReplyParameters { get; init; }

    public JsonElement? Entities { get; init; }

    [NumberOrText]
    public string? BookingId { get; init; }

    /// <summary>The order, or what is wrong with it by field.</summary>
    /// <param name="priority">The priority where none is given.</param>
    /// <param name="now">When it was ordered.</param>
    /// <param name="errors">What is wrong; empty where nothing is.</param>
    public SendMessage? ToOrder(Priority priority, DateTimeOffset now, out IReadOnlyDictionary<string, string[]> errors)
    {
        var order = Order(priority, now);
        errors = ByGivenName(MessageValidator.Of(order));
        if (errors.Count == 0)
        {
            errors = ErrorsBetweenFields(order, now) ?? (Template is null ? errors : TemplateErrors(Template, Values));
        }

        return errors.Count == 0 ? order : null;
    }

    private SendMessage Order(Priority priority, DateTimeOffset now) => new()
    {
        MessageId = MessageId ?? NewId.NextGuid(),
        ChatId = ChatId ?? "",
        Text = Text,
        Template = Template,
        Language = Language,
        Values = Values,
        ParseMode = ParseMode ?? (Given(Entities) is null ? "HTML" : "none"),
        ReplyMarkup = Given(ReplyMarkup),
        Photos = Photos ?? (PhotoUrl is null ? null : [PhotoUrl]),
        Priority = Priority ?? priority,
        CreatedAt = now,
        ExpiresAt = ExpiresAt,
        SendAt = SendAt,
        ProtectContent = ProtectContent,
        Silent = Silent,
        ThreadId = ThreadId,
        LinkPreviewOptions = Given(LinkPreviewOptions),
        ReplyParameters = Given(ReplyParameters),
        Entities = Given(Entities),
        BookingId = BookingId,
    };

    // A photo is wrong under the name that it was given by.
    private IReadOnlyDictionary<string, string[]> ByGivenName(IReadOnlyDictionary<string, string[]> errors) => PhotoUrl is not null && Photos is null && errors.TryGetValue("photos", out var rules)
        ? new Dictionary<string, string[]>(errors.Where(error => error.Key != "photos")) { ["photo_url"] = [.. rules.Select(rule => rule.Replace("must hold only values of", "must be of", StringComparison.Ordinal))] }
        : errors;

    /// <summary>The first rule that is broken of those that only a call has, or that the Sender would answer with a failure; null where none is. Those of every order were asked with the rules of its members.</summary>
    private Dictionary<string, string[]>? ErrorsBetweenFields(SendMessage order, DateTimeOffset now)
    {
        if ((Text is null) == (Template is null) && (Text is not null || order.Photos is null))
        {
            return new() { ["text"] = ["or template must be given, and only one of them; neither is needed with photos"] };
        }

        if (Text is not null && !SeenText.Is(Text, order.Entities is null ? order.ParseMode : "none"))
        {
            return new() { ["text"] = ["must show something: nothing of it is seen once its markup is read"] };
        }

        if (Template is null && Values is { Count: > 0 })
        {
            return new() { ["values"] = ["belong to a template, not to a text"] };
        }

        if (PhotoUrl is not null && Photos is not null)
        {
            return new() { ["photo_url"] = ["and photos exclude each other"] };
        }

        if (order is { Photos.Count: > 1, ReplyMarkup: not null } && Text is null && Template is null)
        {
            return new() { ["reply_markup"] = ["needs a text or a template: several photos are an album, which has no buttons"] };
        }

        if (order.SendAt < now - MaxBehind)
        {
            return new() { ["send_at"] = ["must not be in the past; leave it out to send the message now"] };
        }

        if (order.ExpiresAt < now - MaxBehind)
        {
            return new() { ["expires_at"] = ["must not be in the past, or the message is never sent"] };
        }

        if (order.SendAt > now + MaxAhead)
        {
            return new() { ["send_at"] = [$"must be at most {MaxAhead.TotalDays} days ahead"] };
        }

        return order is { Entities: not null, ParseMode: not "none" } ? new() { ["entities"] = ["and parse_mode exclude each other"] } : null;
    }

    private static JsonElement? Given(JsonElement? value) => value is { ValueKind: JsonValueKind.Null } ? null : value;

    /// <summary>What would fail in the Sender, told while the caller can still fix it.</summary>
    private static Dictionary<string, string[]> TemplateErrors(string template, IReadOnlyDictionary<string, JsonElement>? values) =>
        TemplateContracts.Find(template) is { } contract
            ? ValueChecks.Of(contract, values).ToDictionary(wrong => $"values.{wrong.Key}", wrong => new[] { wrong.Value })
            : new() { ["template"] = ["is no type of template; GET /templates lists them"] };
}
