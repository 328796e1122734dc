using System.Text.Json;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.MessageStates;
using PhStudio.Messaging.ServiceDefaults.WarmUps;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway;

/// <summary>What a booking, a message and a press do first in the Gateway.</summary>
internal static class GatewayWarmUp
{
    private static readonly byte[] Body = JsonSerializer.SerializeToUtf8Bytes(new { id = "sample", service = "Sample", date = "2030-01-01", time_slots = new[] { "10:00" }, client_name = "Sample", client_phone = "+7 900 000-00-00", people_count = 1, total_price = 1 });

    public static IReadOnlyList<WarmUpStep> Steps { get; } =
    [
        new("body", _ => JsonSerializer.Serialize(MessageContent.Of(RequestBody.Read<BookingCreated>(Body, "booking_id", "id")))),
        new("audit", _ => RedisAuditTrail.Write(new AuditRecord { At = SampleMessages.Order.CreatedAt, Key = "sample", What = "POST /bookings", Target = "sample" })),
        WireWarmUp.Of(SampleMessages.Booking),
        new("content", _ => JsonSerializer.Serialize(MessageContent.Of(SampleMessages.Order))),
        WireWarmUp.Of(SampleMessages.Order),
        new("entry", _ => MessageNotes.Read(MessageNotes.Write(MessageEntry.Queued(SampleMessages.Order), [MessageEntry.Queued(SampleMessages.Order).Step()]))),
        WireWarmUp.Of(SampleMessages.Press),
        WireWarmUp.Of(SampleMessages.Answer),
        WireWarmUp.Of(SampleMessages.Confirmed),
    ];
}
