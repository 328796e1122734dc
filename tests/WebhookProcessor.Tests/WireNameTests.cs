using MassTransit;
using MassTransit.Serialization;
using PhStudio.Messaging.WebhookProcessor.Bookings.Customers;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Staff.Outages;
using PhStudio.Messaging.WebhookProcessor.Updates;
using System.Reflection;
using System.Text.Json;

namespace PhStudio.Messaging.WebhookProcessor.Tests;

/// <summary>The messages that WebhookProcessor sends to itself stay in queues and in Redis over a release: their names on the wire never change with a type's.</summary>
public sealed class WireNameTests
{
    [Theory]
    [InlineData(typeof(BookingListed), "PhStudio.Messaging.WebhookProcessor.Lists:BookingListed")]
    [InlineData(typeof(PageTurned), "PhStudio.Messaging.WebhookProcessor.Presses:PageTurned")]
    [InlineData(typeof(ReasonAwaited), "PhStudio.Messaging.WebhookProcessor.Reasons:ReasonAwaited")]
    [InlineData(typeof(ReasonTakenBack), "PhStudio.Messaging.WebhookProcessor.Reasons:ReasonTakenBack")]
    [InlineData(typeof(ReasonGiven), "PhStudio.Messaging.WebhookProcessor.Reasons:ReasonGiven")]
    [InlineData(typeof(CustomerMessage), "PhStudio.Messaging.WebhookProcessor.Customers:ClientMessage")]
    [InlineData(typeof(LinkOpened), "PhStudio.Messaging.WebhookProcessor.Customers:LinkOpened")]
    [InlineData(typeof(CustomerChatChanged), "PhStudio.Messaging.WebhookProcessor.Customers:CustomerChatChanged")]
    [InlineData(typeof(DeadlineReached), "PhStudio.Messaging.WebhookProcessor.Deadlines:DeadlineReached")]
    [InlineData(typeof(OutageReminder), "PhStudio.Messaging.WebhookProcessor.Staff:OutageReminder")]
    [InlineData(typeof(ShowBookingAgain), "PhStudio.Messaging.WebhookProcessor.Bookings:ShowAgain")]
    [InlineData(typeof(ButtonPressed), "PhStudio.Messaging.WebhookProcessor.Bookings:ButtonPressed")]
    public void A_message_keeps_its_name_on_the_wire(Type message, string name)
    {
        Assert.Equal($"urn:message:{name}", MessageUrn.ForTypeString(message));
        Assert.Equal(name, message.GetCustomAttribute<EntityNameAttribute>()?.EntityName);
    }

    [Fact]
    public void A_deadline_keeps_the_names_of_its_members_on_the_wire()
    {
        var moment = new DateTimeOffset(2026, 12, 24, 10, 0, 0, TimeSpan.Zero);
        var deadline = new DeadlineReached { CorrelationId = Guid.NewGuid(), Kind = DeadlineKind.Expire, At = moment, TimerEndsAt = moment };

        var json = JsonSerializer.Serialize(deadline, SystemTextJsonMessageSerializer.Options);

        Assert.Equal(["at", "correlationId", "kind", "timer"], JsonElement.Parse(json).EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal(deadline, JsonSerializer.Deserialize<DeadlineReached>(json, SystemTextJsonMessageSerializer.Options));
    }
}
