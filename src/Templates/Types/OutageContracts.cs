using static PhStudio.Messaging.Templates.Types.TemplateValue;

namespace PhStudio.Messaging.Templates.Types;

/// <summary>What is told of a staff chat that nothing reaches.</summary>
internal static class OutageContracts
{
    private static readonly TemplateValue ChatId = Of("chat_id", ValueKind.Text, "\"-1001234567890\"", "The chat, as the settings name it.").Typed();
    private static readonly TemplateValue Since = Of("since", ValueKind.Moment, "\"2026-12-20T09:30:00Z\"", "Since when nothing reaches it.");

    private static readonly TemplateValue Name = Of("chat_name", ValueKind.Text, "\"@studio_staff\"", "The public name by which the settings call the chat.").Typed();

    private static readonly TemplateValue Problem = Of("chat_problem", ValueKind.Choice, "\"kicked\"", "Why.") with { Choices = ["blocked", "kicked", "chat_not_found", "forbidden"] };

    public static IEnumerable<TemplateContract> All =>
    [
        new("chat_unreachable", TextFormat.Message, "Tells the fallback of a staff chat that the chat cannot be reached; once, and once a day while it lasts.", ChatId, Problem, Since),
        new("chat_reachable", TextFormat.Message, "Tells them that it is over.", ChatId),
        new("status_unreachable", TextFormat.Popup, "A problem that /status names: a staff chat cannot be reached.", ChatId, Since),
        new("status_name_taken", TextFormat.Popup, "A problem that /status names: another chat has the public name of a staff chat.", Name, ChatId),
    ];
}
