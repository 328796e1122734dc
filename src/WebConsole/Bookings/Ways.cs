using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebConsole.Bookings;

/// <summary>How something reached a booking, in words.</summary>
internal static class Ways
{
    public static string Of(AuditEntry entry) => entry.From switch
    {
        "chat" => $"in chat {entry.ChatId}",
        "http" => "by HTTP",
        "bus" => "by the bus",
        "deadline" => "by its deadline",
        "customer" => "by the customer",
        var other => other,
    };
}
