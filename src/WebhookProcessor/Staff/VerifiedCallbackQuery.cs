using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>A press whose button is ours and whose user may use it, as the filter of updates let it in.</summary>
/// <param name="UpdateId">Telegram's id of the update that brought it.</param>
/// <param name="Press">The press.</param>
/// <param name="Message">The message under which the button stands; null where Telegram does not say (docs/telegram.md 41).</param>
/// <param name="ChatId">The chat: as the message says, else the one that the button is signed for.</param>
/// <param name="Button">What the button says.</param>
/// <param name="Legacy">Whether it is a button of the old system, which had no versions.</param>
/// <param name="Role">What the user may do.</param>
public sealed record VerifiedCallbackQuery(long UpdateId, CallbackQuery Press, Message? Message, string ChatId, Button Button, bool Legacy, Role Role)
{
    /// <summary>All that the chat goes by.</summary>
    public IReadOnlyList<string> ChatNames { get; init; } = [];

    /// <summary>The language of the staff chat; null in any other chat.</summary>
    public string? ChatLanguage { get; init; }
}
