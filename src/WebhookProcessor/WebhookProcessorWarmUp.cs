using MassTransit;
using PhStudio.Messaging.RedisIntegration.Messages;
using PhStudio.Messaging.ServiceDefaults.WarmUps;
using PhStudio.Messaging.Telegram.Updates;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Messages;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
using PhStudio.Messaging.WebhookProcessor.Telegram;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor;

/// <summary>What a booking and a press do first in WebhookProcessor.</summary>
internal static class WebhookProcessorWarmUp
{
    private static readonly MessageCopy Copy = new() { MessageId = SampleMessages.Order.MessageId, ChatId = "-1001", Language = "en", Shown = true, TelegramMessageId = 1 };

    public static IReadOnlyList<WarmUpStep> Steps { get; } =
    [
        WireWarmUp.Of(SampleMessages.Booking),
        new("saga", _ => StoredForms.RoundTrip(Saga())),
        new("properties", provider => TypeCache<BookingDecision>.ReadWritePropertyCache.TryGetProperty(nameof(BookingDecision.BookingId), out _)),
        new("card", provider => provider.GetRequiredService<StaffMessages>().Question(Saga(), Copy, DateTimeOffset.UnixEpoch)),
        WireWarmUp.Of(SampleMessages.Order),
        WireWarmUp.Of(BookingListed.Of(Saga())!),
        WireWarmUp.Of(SampleMessages.Sent),
        WireWarmUp.Of(SampleMessages.Press),
        new("press", provider => Press(provider)),
        WireWarmUp.Of(SampleMessages.Answer),
        WireWarmUp.Of(SampleMessages.Edit),
        WireWarmUp.Of(SampleMessages.Confirmed),
    ];

    private static void Press(IServiceProvider provider)
    {
        var press = UpdateReader.Read(SampleMessages.Press.Raw).CallbackQuery!;
        provider.GetRequiredService<ButtonSigner>().Read(press.Data, ["-1001"], ["-1001"]);
        var booking = Saga();
        booking.CurrentState = "Decided";
        booking.Decision = new Decision { Outcome = Outcome.Confirmed, By = "Sample", ByUserId = 1, At = SampleMessages.Order.CreatedAt, From = "telegram", Cause = "sample" };
        StoredForms.RoundTrip(booking);
        provider.GetRequiredService<StaffMessages>().Current(booking, Copy);
        provider.GetRequiredService<Localizer>().Of("popup_confirmed", "en");
    }

    private static BookingDecision Saga() => new()
    {
        CorrelationId = SampleMessages.Order.MessageId,
        CurrentState = "Pending",
        BookingId = SampleMessages.Booking.BookingId,
        Booking = SampleMessages.Booking,
        FirstHeardAt = SampleMessages.Order.CreatedAt,
        Copies = [Copy],
        Revision = 1,
    };
}
