using PhStudio.Messaging.WebhookProcessor.Bookings.Deadlines;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PhStudio.Messaging.WebhookProcessor.Bookings.Messages;

/// <summary>The signed inline keyboards under a booking's messages. Pure.</summary>
public sealed class Keyboards(ButtonSigner signer, Localizer localizer, RejectReasons reasons, DeadlinePlan plan)
{
    /// <summary>The argument of Back below a list that one person alone is shown: no card was changed for it, also where the press does not say under what it stands (docs/telegram.md 41).</summary>
    public const ushort ForOne = 1;

    /// <summary>A green Confirm and a red Reject (docs/telegram.md 29), and below them Confirm with a note and Later.</summary>
    public JsonElement Question(BookingDecision booking, MessageCopy copy) => Rows(
        [
            Key(booking, copy, ButtonAction.Confirm, localizer.Of("button_confirm", copy.Language), "success"),
            Key(booking, copy, ButtonAction.Reject, localizer.Of("button_reject", copy.Language), "danger"),
        ],
        [
            Key(booking, copy, ButtonAction.ConfirmNoted, localizer.Of("button_confirm_noted", copy.Language)),
            Key(booking, copy, ButtonAction.Later, localizer.Of("button_later", copy.Language)),
        ]);

    /// <summary>When to be reminded, and back.</summary>
    public JsonElement Later(BookingDecision booking, MessageCopy copy, bool isForOne = false) => Rows(
        [
            LaterKey(booking, copy, SnoozeChoice.Quarter, "button_later_quarter"),
            LaterKey(booking, copy, SnoozeChoice.Hour, "button_later_hour"),
            LaterKey(booking, copy, SnoozeChoice.Tomorrow, "button_later_tomorrow"),
        ],
        [BackKey(booking, copy, isForOne)]);

    /// <summary>The reasons for a rejection, one on a line, then another one, and back.</summary>
    public JsonElement Reasons(BookingDecision booking, MessageCopy copy, bool isForOne = false) => Rows(
    [
        .. reasons.In(copy.Language).Select((reason, place) => new[] { Key(booking, copy, ButtonAction.RejectBecause, reason, "danger", RejectReasons.Code(reason, place)) }),
        [
            Key(booking, copy, ButtonAction.RejectOther, localizer.Of("button_other", copy.Language)),
            BackKey(booking, copy, isForOne),
        ],
    ]);

    /// <summary>What stays under a decided message: a button that takes it back, while that can be done, and the outcome on one that does nothing (docs/telegram.md 38).</summary>
    public JsonElement? Decided(BookingDecision booking, MessageCopy copy)
    {
        var undo = plan.CanBeReopened(booking) ? Key(booking, copy, ButtonAction.Reopen, localizer.Of("button_reopen", copy.Language))
            : plan.UndoUntil(booking) is null || booking.UndoEnded ? null
            : Key(booking, copy, ButtonAction.Undo, localizer.Of("button_undo", copy.Language));
        var outcome = OutcomeKey(booking.Decision!, copy.Language);
        return undo is null ? Rows([outcome]) : Rows([undo], [outcome]);
    }

    private JsonObject BackKey(BookingDecision booking, MessageCopy copy, bool isForOne) =>
        Key(booking, copy, ButtonAction.Back, localizer.Of("button_back", copy.Language), argument: isForOne ? ForOne : (ushort)0);

    private JsonObject LaterKey(BookingDecision booking, MessageCopy copy, SnoozeChoice choice, string label) =>
        Key(booking, copy, ButtonAction.Snooze, localizer.Of(label, copy.Language), argument: (ushort)choice);

    private JsonObject OutcomeKey(Decision decision, string language)
    {
        var name = decision.Outcome.ToString().ToLowerInvariant();
        var by = decision.Outcome == Outcome.Expired ? null : DecisionSource.Shown(decision) ?? localizer.Of("name_platform", language);
        var key = new JsonObject
        {
            ["text"] = localizer.Of($"button_{name}", language, ("decided_by", by), ("decided_at", decision.At)),
            ["disabled"] = new JsonObject(),
        };
        if (decision.Outcome is Outcome.Confirmed or Outcome.Rejected)
        {
            key["style"] = decision.Outcome == Outcome.Confirmed ? "success" : "danger";
        }
        return key;
    }

    /// <summary>The customer's button.</summary>
    public JsonElement ClientCancel(Guid booking, ushort version, MessageCopy copy) =>
        Rows([Key(booking, version, copy, ButtonAction.ClientCancel, localizer.Of("button_cancel_booking", copy.Language), "danger")]);

    /// <summary>Whether the customer means it.</summary>
    public JsonElement ClientCancelQuestion(BookingDecision booking, MessageCopy copy) => Rows(
        [
            Key(booking, copy, ButtonAction.ClientCancelYes, localizer.Of("button_cancel_yes", copy.Language), "danger"),
            Key(booking, copy, ButtonAction.ClientCancelNo, localizer.Of("button_cancel_no", copy.Language)),
        ]);

    /// <summary>Under the question for a reason: back to the decision.</summary>
    public JsonElement CallOff(ReasonAwaited asked) => Rows(
        [
            Key(asked.Booking, asked.KeyboardVersion, new MessageCopy { MessageId = Guid.Empty, ChatId = asked.ChatId, Language = asked.Language }, ButtonAction.Back, localizer.Of("button_back", asked.Language)),
        ]);

    private JsonObject Key(BookingDecision booking, MessageCopy copy, ButtonAction action, string label, string? style = null, ushort argument = 0) =>
        Key(booking.CorrelationId, booking.KeyboardVersion, copy, action, label, style, argument);

    private JsonObject Key(Guid booking, ushort version, MessageCopy copy, ButtonAction action, string label, string? style = null, ushort argument = 0)
    {
        var key = new JsonObject
        {
            ["text"] = label,
            ["callback_data"] = signer.Write(new Button(action, booking, version, argument), copy.ChatId),
        };
        if (style is not null)
        {
            key["style"] = style;
        }
        return key;
    }

    private static JsonElement Rows(params JsonObject[][] rows) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["inline_keyboard"] = new JsonArray([.. rows.Select(row => (JsonNode)new JsonArray([.. row]))]),
    });
}
