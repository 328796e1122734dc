using System.Globalization;
using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Telegram;

/// <summary>What Telegram writes when it refuses a call (docs/telegram.md 18-21, 27, 33). It has no codes for most of it; the words are all there is.</summary>
public static partial class ErrorTexts
{
    private static readonly (string Words, FailureReason Reason)[] Refusals =
    [
        ("bot was blocked", FailureReason.Blocked),
        ("user is deactivated", FailureReason.Blocked),
        ("bot was kicked", FailureReason.Kicked),
        ("bot is not a member", FailureReason.Kicked),
        ("group chat was deactivated", FailureReason.Kicked),
        ("group chat was deleted", FailureReason.Kicked),
        ("chat not found", FailureReason.ChatNotFound),
        ("can't initiate conversation", FailureReason.ChatNotFound),
        ("peer_id_invalid", FailureReason.ChatNotFound),
        ("thread not found", FailureReason.ThreadNotFound),
        ("topic_deleted", FailureReason.ThreadNotFound),
        ("message to edit not found", FailureReason.MessageNotFound),
        ("message can't be edited", FailureReason.MessageNotFound),
        ("message_id_invalid", FailureReason.MessageNotFound),
        // The chat takes texts all the same.
        ("rights to send photos", FailureReason.Refused),
        ("rights to send media", FailureReason.Refused),
        ("not enough rights", FailureReason.Forbidden),
        ("no rights", FailureReason.Forbidden),
        ("need administrator rights", FailureReason.Forbidden),
        // Bare codes (docs/telegram.md 19). Of those that end like this, only two leave a chat that takes texts.
        ("chat_send_photos_forbidden", FailureReason.Refused),
        ("chat_send_media_forbidden", FailureReason.Refused),
        ("_forbidden", FailureReason.Forbidden),
        ("chat_restricted", FailureReason.Forbidden),
        ("chat_admin_required", FailureReason.Forbidden),
        ("channel_private", FailureReason.Kicked),
        ("user_banned_in_channel", FailureReason.Kicked),
        ("user_is_blocked", FailureReason.Blocked),
        ("user_deactivated", FailureReason.Blocked),
        ("topic_closed", FailureReason.Forbidden),
    ];

    /// <summary>The edit is already in place (docs/telegram.md 20).</summary>
    public static bool IsNotModified(string description) => Says(description, "message is not modified");

    /// <summary>The markup could not be read (docs/telegram.md 27).</summary>
    public static bool IsMalformedMarkup(string description) => Says(description, "can't parse entities") || Says(description, "can't find end of the entity");

    /// <summary>The text, or a photo's caption, is too long (docs/telegram.md 26, 44).</summary>
    public static bool IsTooLong(string description) => Says(description, "message is too long") || Says(description, "message_too_long") || Says(description, "caption is too long") || Says(description, "caption_too_long");

    /// <summary>The message to edit is a photo: what stands below it is a caption.</summary>
    public static bool IsCaption(string description) => Says(description, "there is no text in the message to edit");

    /// <summary>Telegram could not fetch a photo from its address (docs/telegram.md 44). The same words come where the server that has it was slow for a moment.</summary>
    public static bool IsUnfetchedPhoto(string description) => Says(description, "failed to get HTTP URL content") || Says(description, "wrong file identifier/HTTP URL specified");

    /// <summary>Which photo of an album is refused, from 1; null where the words name none, or where they are about the chat (docs/telegram.md 44).</summary>
    public static int? RefusedPhoto(string description) =>
        AlbumMessage().Match(description) is { Success: true } match && !Array.Exists(Refusals, refusal => Says(description, refusal.Words)) ? int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) : null;

    /// <summary>The press was too long ago (docs/telegram.md 33).</summary>
    public static bool IsQueryTooOld(string description) => Says(description, "query is too old") || Says(description, "query id is invalid");

    /// <summary>The message to delete is not there any more.</summary>
    public static bool IsGone(string description) => Says(description, "message to delete not found") || Says(description, "message_id_invalid");

    /// <summary>The server is older than the method (docs/telegram.md 21): nothing is wrong with the token.</summary>
    public static bool IsUnknownMethod(string description) => Says(description, "method not found");

    /// <summary>A button of the keyboard is refused: an older server takes a disabled one (docs/telegram.md 38) for one without an action.</summary>
    public static bool IsRefusedButton(string description) => Says(description, "button");

    /// <summary>The bot's account is frozen (docs/telegram.md 21): an operator's matter.</summary>
    public static bool IsFrozenBot(string description) => Says(description, "frozen_method_invalid");

    /// <summary>Why a 400 or 403 was refused for good (docs/telegram.md 19).</summary>
    public static FailureReason ReasonOf(int errorCode, string description)
    {
        var known = Array.Find(Refusals, refusal => Says(description, refusal.Words));
        return known.Words is not null ? known.Reason : errorCode == 403 ? FailureReason.Forbidden : FailureReason.Refused;
    }

    [GeneratedRegex("failed to send message #(?<number>[1-9][0-9]?)\\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex AlbumMessage();

    private static bool Says(string description, string words) => description.Contains(words, StringComparison.OrdinalIgnoreCase);
}
