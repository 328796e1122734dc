using System.Text.Json.Serialization;

namespace PhStudio.Messaging.Contracts;

/// <summary>Why a message could not be delivered. On the wire: the snake_case name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureReason>))]
public enum FailureReason
{
    /// <summary>The person blocked the bot, or closed the account (docs/telegram.md 19).</summary>
    [JsonStringEnumMemberName("blocked")] Blocked,

    /// <summary>The bot was removed from the group or channel (docs/telegram.md 19).</summary>
    [JsonStringEnumMemberName("kicked")] Kicked,

    /// <summary>No such chat, or the bot never met it (docs/telegram.md 19).</summary>
    [JsonStringEnumMemberName("chat_not_found")] ChatNotFound,

    /// <summary>The topic is gone (docs/telegram.md 19).</summary>
    [JsonStringEnumMemberName("thread_not_found")] ThreadNotFound,

    /// <summary>The message to edit is gone, or was never sent (docs/telegram.md 19).</summary>
    [JsonStringEnumMemberName("message_not_found")] MessageNotFound,

    /// <summary>Telegram could not read the markup (docs/telegram.md 27).</summary>
    [JsonStringEnumMemberName("malformed_markup")] MalformedMarkup,

    /// <summary>The text is longer than Telegram takes (docs/telegram.md 26).</summary>
    [JsonStringEnumMemberName("too_long")] TooLong,

    /// <summary>The template or one of its values is missing or wrong.</summary>
    [JsonStringEnumMemberName("template")] Template,

    /// <summary>The bot may not write there.</summary>
    [JsonStringEnumMemberName("forbidden")] Forbidden,

    /// <summary>Any other refusal of Telegram that a retry does not fix.</summary>
    [JsonStringEnumMemberName("refused")] Refused,

    /// <summary>Telegram or the network failed until every attempt was used up.</summary>
    [JsonStringEnumMemberName("unavailable")] Unavailable,

    /// <summary>The order itself is wrong.</summary>
    [JsonStringEnumMemberName("invalid")] Invalid,

    /// <summary>It was taken back before it was sent (<c>DELETE /messages/{id}</c>).</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}
