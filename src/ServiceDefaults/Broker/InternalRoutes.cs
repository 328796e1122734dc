using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// Which queue gets what WebhookProcessor says to itself. No contracts, so that their exchanges are named here and their types are not: but every process may have to
/// send one, since each scheduler publishes whatever is due (docs/decisions/0463). That none is missing is held by WebhookProcessor's tests.
/// </summary>
public static class InternalRoutes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<InternalRoute> All { get; } =
    [
        Of("Deadlines:DeadlineReached", Routes.BookingDecision),
        Of("Bookings:ForgetBooking", Routes.BookingDecision),
        Of("Bookings:ShowAgain", Routes.BookingDecision),
        Of("Customers:CustomerChatChanged", Routes.BookingDecision),
        Of("Customers:LinkOpened", Routes.BookingDecision),
        Of("Reasons:ReasonGiven", Routes.BookingDecision),
        Of("Reasons:ReasonAwaited", Routes.ReasonPrompts),
        Of("Reasons:ReasonTakenBack", Routes.ReasonPrompts),
        Of("Customers:ClientMessage", Routes.ClientMessages),
        Of("Lists:BookingListed", Routes.BookingLists),
        Of("Presses:PageTurned", Routes.PageTurns),
        Of("Staff:OutageReminder", Routes.StaffOutages),
    ];

    private static InternalRoute Of(string name, string queue) => new("PhStudio.Messaging.WebhookProcessor." + name, queue);
}

/// <summary>One row of <see cref="InternalRoutes"/>.</summary>
/// <param name="Exchange">The message's exchange: its name on the wire.</param>
/// <param name="Queue">The queue that gets it.</param>
public sealed record InternalRoute(string Exchange, string Queue);
