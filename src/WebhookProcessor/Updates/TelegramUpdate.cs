using System.Text.Json.Serialization;

namespace PhStudio.Messaging.WebhookProcessor.Updates;

/// <summary>Of Telegram's update, the members that we read. One without a kind that we know is an update that needs nothing.</summary>
public sealed record TelegramUpdate
{
    /// <summary>Telegram's id: unique, but not ordered over weeks (TELEGRAM.md 12).</summary>
    [JsonRequired]
    public long UpdateId { get; init; }

    /// <summary>A person wrote something.</summary>
    public TelegramMessage? Message { get; init; }

    /// <summary>A person pressed a button.</summary>
    public TelegramPress? CallbackQuery { get; init; }
}

/// <summary>A message, ours or a person's.</summary>
public sealed record TelegramMessage
{
    /// <summary>Telegram's id of it within the chat.</summary>
    [JsonRequired]
    public long MessageId { get; init; }

    /// <summary>Where it is. Missing only in what is no message.</summary>
    [JsonRequired]
    public required TelegramChat Chat { get; init; }

    /// <summary>Who wrote it; null in channels.</summary>
    public TelegramUser? From { get; init; }

    /// <summary>Its text; null for anything else. Of our own inaccessible messages there is none (TELEGRAM.md 30).</summary>
    public string? Text { get; init; }

    /// <summary>The topic it is in.</summary>
    public int? MessageThreadId { get; init; }
}

/// <summary>A press of an inline button.</summary>
public sealed record TelegramPress
{
    /// <summary>Telegram's id of the callback query, needed for its answer.</summary>
    [JsonRequired]
    public required string Id { get; init; }

    /// <summary>Who pressed.</summary>
    [JsonRequired]
    public required TelegramUser From { get; init; }

    /// <summary>The message under which the button stands.</summary>
    public TelegramMessage? Message { get; init; }

    /// <summary>What the button, or a tampered client, sent.</summary>
    public string? Data { get; init; }
}

/// <summary>A chat.</summary>
public sealed record TelegramChat
{
    /// <summary>Its number: people positive, groups negative (TELEGRAM.md 35).</summary>
    [JsonRequired]
    public long Id { get; init; }

    /// <summary><c>private</c>, <c>group</c>, <c>supergroup</c> or <c>channel</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Its public name without <c>@</c>.</summary>
    public string? Username { get; init; }

    /// <summary>True for a chat with one person.</summary>
    [JsonIgnore]
    public bool IsPrivate => Id > 0;
}

/// <summary>A person, or a bot.</summary>
public sealed record TelegramUser
{
    /// <summary>The account's number.</summary>
    [JsonRequired]
    public long Id { get; init; }

    /// <summary>The first name as typed.</summary>
    public string? FirstName { get; init; }

    /// <summary>The last name as typed.</summary>
    public string? LastName { get; init; }

    /// <summary>The public name without <c>@</c>.</summary>
    public string? Username { get; init; }

    /// <summary>The language of the person's app, such as <c>ru</c> or <c>pt-br</c>.</summary>
    public string? LanguageCode { get; init; }

    /// <summary>The name to show, at most 100 characters.</summary>
    [JsonIgnore]
    public string ShownName
    {
        get
        {
            var name = $"{FirstName} {LastName}".Trim();
            if (name.Length == 0)
                name = Username ?? Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return name.Length <= 100 ? name : name[..(char.IsHighSurrogate(name[99]) ? 99 : 100)];
        }
    }
}

/// <summary>Source-generated reading of updates: snake_case, unknown members passed over.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TelegramUpdate))]
public sealed partial class TelegramUpdateJson : JsonSerializerContext;
