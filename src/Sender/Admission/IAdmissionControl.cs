namespace PhStudio.Messaging.Sender.Admission;

/// <summary>
/// Decides in one call whether a request may be made now: by the ledger, the chat's status, the chat's limit and the bot's.
/// A message that the ledger or the chat's note stops takes no place in any limit.
/// </summary>
public interface IAdmissionControl
{
    /// <summary>Asks. A <see cref="AdmissionResult.Go"/> may bring the claim with it; where it does not, the ledger is to be asked for it right before the request.</summary>
    Task<AdmissionResult> AskAsync(AdmissionRequest wanted);
}
