namespace PhStudio.Messaging.WebhookProcessor.Telegram;

/// <summary>What a button asks for. The numbers are part of signed buttons that stay in chats for years: never reuse one.</summary>
public enum ButtonAction : byte
{
    /// <summary>Confirm the booking.</summary>
    Confirm = 1,

    /// <summary>Reject the booking: shows the reasons, or rejects at once where there are none.</summary>
    Reject = 2,

    /// <summary>Reject for a preset reason; the argument is the code of the reason.</summary>
    RejectBecause = 3,

    /// <summary>Reject for a reason that the user types next.</summary>
    RejectOther = 4,

    /// <summary>Back from the reasons to Confirm and Reject.</summary>
    Back = 5,

    /// <summary>Take a decision back.</summary>
    Undo = 6,

    /// <summary>The customer wants to cancel, and is asked.</summary>
    ClientCancel = 7,

    /// <summary>The next page of a list; belongs to no booking, the argument is the page.</summary>
    Page = 8,

    /// <summary>The customer cancels.</summary>
    ClientCancelYes = 9,

    /// <summary>The customer does not cancel.</summary>
    ClientCancelNo = 10,

    /// <summary>Take an expiry or a cancellation back.</summary>
    Reopen = 11,

    /// <summary>Be reminded later: shows for how long.</summary>
    Later = 12,

    /// <summary>Be reminded then; the argument says when.</summary>
    Snooze = 13,

    /// <summary>Speak this language from now on; belongs to no booking, the argument is the language.</summary>
    Language = 14,

    /// <summary>Confirm the booking with a note for the customer, which the user types next.</summary>
    ConfirmNoted = 15,
}
