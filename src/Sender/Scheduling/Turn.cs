using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Scheduling;

/// <summary>What ended the wait in the <see cref="RequestScheduler"/>.</summary>
/// <param name="Answer">The answer to the request for admission; never <see cref="AdmissionResult.BotWaits"/>, which is waited for there.</param>
/// <param name="Slot">The connection that is kept for the request, to be disposed of after it; null unless the answer is <see cref="AdmissionResult.Go"/>.</param>
public sealed record Turn(AdmissionResult Answer, IDisposable? Slot = null);
