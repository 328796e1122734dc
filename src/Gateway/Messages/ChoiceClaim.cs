using System.Globalization;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Messages;

/// <summary>An operator's choice for an unknown message, from before it is ordered until the board has it: of two contrary ones at once the second is refused (docs/decisions/0443).</summary>
internal static class ChoiceClaim
{
    /// <summary>Longer than ordering and noting take; a choice whose order the broker did not confirm may be made otherwise then.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromMinutes(1);

    private static readonly Guid Choices = new("6a4d0b1e-2f5c-5a37-9d0e-7b1c4c58a9e2");

    /// <summary>Which state is meant: a message that becomes unknown again is chosen for again.</summary>
    public static string Name(MessageEntry unknown) => string.Create(CultureInfo.InvariantCulture, $"{unknown.MessageId:N}:{unknown.At.ToUnixTimeMilliseconds()}");

    /// <summary>The choice's own id: made twice for one state it is one choice.</summary>
    public static Guid IdOf(MessageEntry unknown, bool resend) => NameBasedId.Of(Choices, $"{Name(unknown)}:{Value(resend)}");

    /// <summary>The choice as it is kept.</summary>
    public static string Value(bool resend) => resend ? "resend" : "sent";
}
