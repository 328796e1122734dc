using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;
using PhStudio.Messaging.WebhookProcessor.Tests.Customers;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Presses;

/// <summary>All of it again where updates are polled: nobody waits for a response, and the presser is answered through the Sender.</summary>
public sealed class PolledPressTests : PressTests
{
    protected override bool Polls => true;
}

/// <inheritdoc cref="PolledPressTests"/>
public sealed class PolledRefusedPressTests : RefusedPressTests
{
    protected override bool Polls => true;
}

/// <inheritdoc cref="PolledPressTests"/>
public sealed class PolledReasonTests : ReasonTests
{
    protected override bool Polls => true;
}

/// <inheritdoc cref="PolledPressTests"/>
public sealed class PolledCustomerTests : CustomerTests
{
    protected override bool Polls => true;
}
