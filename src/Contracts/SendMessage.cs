using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PhStudio.Messaging.Contracts;

/// <summary>
/// An order to send one message to one chat. Published by anybody, consumed by the Sender,
/// which answers with exactly one of <see cref="MessageSent"/>, <see cref="MessageFailed"/> or <see cref="MessageExpired"/>
/// (published, unless it is <see cref="Transient"/>; and sent to the caller where it was a request). The same <see cref="MessageId"/> again is the same message.
/// Exactly one of <see cref="Text"/> and <see cref="Template"/> is given; with <see cref="Photos"/> both may be left out.
/// </summary>
public sealed record SendMessage
{
    /// <summary>The message's identity, chosen by the sender of the order.</summary>
    [NotEmptyId]
    public required Guid MessageId { get; init; }

    /// <summary>Where to: a chat's number as text (people positive, groups negative) or <c>@channelname</c> (docs/telegram.md 35).</summary>
    [Required, NumberOrText, RegularExpression(ChatIdForm.Pattern, ErrorMessage = ChatIdForm.Rule)]
    public required string ChatId { get; init; }

    /// <summary>The text as it is to be sent, in <see cref="ParseMode"/>; up to 40,000 characters (longer than 4096 is split).</summary>
    [StringLength(40_000, MinimumLength = 1)]
    public string? Text { get; init; }

    /// <summary>The name of a template, such as <c>booking_notification</c>, instead of <see cref="Text"/>.</summary>
    [RegularExpression(@"^[a-z][a-z0-9_]{0,63}\z", ErrorMessage = "must be a template's name such as booking_notification")]
    public string? Template { get; init; }

    /// <summary>The language of the template, such as <c>ru</c>. Default: the recipient's, else the studio's.</summary>
    [RegularExpression(@"^[a-z]{2,3}\z", ErrorMessage = "must be a language code such as ru or en")]
    public string? Language { get; init; }

    /// <summary>The template's values by their snake_case names.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Values { get; init; }

    /// <summary><c>HTML</c> (the default), <c>MarkdownV2</c>, <c>Markdown</c> or <c>none</c> for plain text; in any case.</summary>
    [OneOf("HTML", "MarkdownV2", "Markdown", "none")]
    public string ParseMode { get; init; } = "HTML";

    /// <summary>Telegram's <c>reply_markup</c> object, passed on as it is: at most 16 KB and 300 buttons.</summary>
    [ReplyMarkup]
    public JsonElement? ReplyMarkup { get; init; }

    /// <summary>
    /// 1-10 photos, each an http(s) address that Telegram fetches (up to 5 MB), or <c>upload:</c> with the SHA-256 of a file that was uploaded to the Gateway. The text stands below the first where it has at most 1024 characters, else it follows in messages of its own;
    /// so it does below several photos where there are buttons, which an album cannot have. A single one may be given as the text <c>photo_url</c>.
    /// </summary>
    [Count(1, 10), EachAtMost(PhotoForm.MaxLength), EachMatches(PhotoForm.Pattern, PhotoForm.Words), AlsoNamed("photo_urls"), OneNamed("photo_url")]
    public IReadOnlyList<string>? Photos { get; init; }

    /// <summary>Which lane it takes. Default: <see cref="Priority.Normal"/>.</summary>
    [EnumDataType(typeof(Priority))]
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>When it was ordered.</summary>
    [SensibleDate]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>After this moment it is not sent, and <see cref="MessageExpired"/> says so. Default: never.</summary>
    [SensibleDate]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it is sent; until then it waits, and can be taken back by <see cref="DeleteMessage"/>. Default: at once.</summary>
    [SensibleDate]
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>Telegram's <c>protect_content</c>: it cannot be forwarded or saved. Default: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ProtectContent { get; init; }

    /// <summary>Delivered without a sound (<c>disable_notification</c>).</summary>
    [AlsoNamed("disable_notification")]
    public bool Silent { get; init; }

    /// <summary>The topic of a forum group (<c>message_thread_id</c>), 1-2147483647; 1 is General.</summary>
    [Range(1, int.MaxValue), AlsoNamed("message_thread_id")]
    public int? ThreadId { get; init; }

    /// <summary>Telegram's <c>link_preview_options</c> object, passed on as it is. Default: no preview of a link's page; <c>{"is_disabled":false}</c> asks for one.</summary>
    [JsonObject]
    public JsonElement? LinkPreviewOptions { get; init; }

    /// <summary>Telegram's <c>reply_parameters</c> object, passed on as it is; of a text in several parts the first one replies.</summary>
    [JsonObject]
    public JsonElement? ReplyParameters { get; init; }

    /// <summary>Telegram's <c>entities</c>, 1-100 of them, instead of a parse mode: the text is then sent as it is and must fit into one message, at most 4096 characters.</summary>
    [Entities]
    public JsonElement? Entities { get; init; }

    /// <summary>True where the sender of the order handles <see cref="MessageFailed"/> itself: then a failure is not kept in an error queue. Default: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool FailureHandled { get; init; }

    /// <summary>
    /// True for an answer that nobody asks for later, such as one to a stranger: a request for it is answered, and no fact is published; where nobody can say whether it arrived, that is its end;
    /// and an hour after its <see cref="ExpiresAt"/> the Sender knows nothing of it any more. Without an <see cref="ExpiresAt"/> it is known as long as other messages. Default: false.
    /// </summary>
    [Unreleased]
    public bool? Transient { get; init; }

    /// <summary>
    /// Our id of the message that is to be read before this one, in the same chat and lane: this one waits until that one is sent or has failed; for ten seconds at most where nothing is known of that one.
    /// </summary>
    public Guid? After { get; init; }

    /// <summary>True to reply to the message of <see cref="After"/>, where that is in its chat by then. Default: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RepliesToAfter { get; init; }

    /// <summary>The booking that it is about, if any.</summary>
    [StringLength(200, MinimumLength = 1), BookingId, NumberOrText]
    public string? BookingId { get; init; }
}
