using System.Runtime.InteropServices;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>How much of the bot's limit is used.</summary>
/// <param name="Used">Requests a second that were let through in the last five seconds.</param>
/// <param name="Allowed">Requests a second that may be; null where there is no limit.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RequestRate(double Used, double? Allowed);
