using PhStudio.Messaging.WebhookProcessor.Telegram;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>Which role an action needs. The saga, which knows who decided, says whose decision may be taken back.</summary>
public static class Permissions
{
    /// <summary>True when the role suffices.</summary>
    public static bool May(Role role, ButtonAction action) => role >= action switch
    {
        ButtonAction.ClientCancel or ButtonAction.ClientCancelYes or ButtonAction.ClientCancelNo or ButtonAction.Language => Role.None, // The button was signed for the customer's own chat.
        ButtonAction.Page => Role.Viewer,
        ButtonAction.Reopen => Role.Manager,
        _ => Role.Decider,
    };
}
