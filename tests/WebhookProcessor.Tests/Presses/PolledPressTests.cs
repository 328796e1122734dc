using System.Reflection;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;
using PhStudio.Messaging.WebhookProcessor.Tests.Customers;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Presses;

/// <summary>All of it again where updates are polled: nobody waits for a response, and the user is answered through the Sender.</summary>
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

/// <inheritdoc cref="PolledPressTests"/>
public sealed class PolledTypedReasonTests : TypedReasonTests
{
    protected override bool Polls => true;
}

public sealed class PolledHalvesTests
{
    [Fact]
    public void Every_class_of_tests_that_can_run_with_polling_does()
    {
        var types = typeof(PolledHalvesTests).Assembly.GetTypes();
        var halves = types.Where(type => type.GetProperty("Polls", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)?.GetMethod is { } polls && polls.GetBaseDefinition() == polls);

        Assert.All(halves, type => Assert.Contains(types, other => other.BaseType == type));
    }
}
