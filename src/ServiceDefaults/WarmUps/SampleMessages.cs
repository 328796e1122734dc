using System.Text.Json;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.WarmUps;

/// <summary>Messages of nobody's, each with the members that the common ones have.</summary>
public static class SampleMessages
{
    private static readonly DateTimeOffset At = new(2030, 1, 1, 10, 0, 0, TimeSpan.Zero);

    private static readonly Guid Id = new("00000000-0000-4000-8000-000000000001");

    /// <summary>A booking.</summary>
    public static BookingCreated Booking { get; } = new()
    {
        BookingId = "sample",
        Service = "Sample",
        Date = new DateOnly(2030, 1, 1),
        TimeSlots = ["10:00"],
        ClientName = "Sample",
        ClientPhone = "+7 900 000-00-00",
        PeopleCount = 1,
        TotalPrice = 1,
        Currency = Currencies.Default,
        Via = "http",
        AllowPast = true,
    };

    /// <summary>The order of a booking's card.</summary>
    public static SendMessage Order { get; } = new()
    {
        MessageId = Id,
        ChatId = "-1001",
        Template = "booking_notification",
        Language = "en",
        Values = new Dictionary<string, JsonElement> { ["booking_id"] = JsonSerializer.SerializeToElement("sample") },
        ReplyMarkup = JsonSerializer.SerializeToElement(new { inline_keyboard = new[] { new[] { new { text = "Sample", callback_data = "sample" } } } }),
        Priority = Priority.High,
        CreatedAt = At,
        BookingId = "sample",
    };

    /// <summary>That it was sent.</summary>
    public static MessageSent Sent { get; } = new() { MessageId = Id, ChatId = "-1001", TelegramMessageId = 1, SentAt = At, BookingId = "sample", Template = "booking_notification", OrderedAt = At };

    /// <summary>A press of one of its buttons.</summary>
    public static TelegramPressReceived Press { get; } = new()
    {
        Raw = """{"update_id":1,"callback_query":{"id":"1","from":{"id":1,"is_bot":false,"first_name":"Sample","language_code":"en"},"message":{"message_id":1,"date":1893492000,"chat":{"id":-1001,"type":"supergroup","title":"Sample"},"text":"Sample"},"chat_instance":"1","data":"sample"}}""",
        ReceivedAt = At,
    };

    /// <summary>What the user is told.</summary>
    public static UpdateAnswered Answer { get; } = new() { CallbackQueryId = "1", Text = "Sample" };

    /// <summary>The card's change.</summary>
    public static EditMessage Edit { get; } = new() { MessageId = Id, TargetMessageId = Id, ChatId = "-1001", TelegramMessageId = 1, Template = "booking_confirmed", Language = "en", Values = Order.Values, ReplyMarkup = Order.ReplyMarkup, CreatedAt = At, BookingId = "sample" };

    /// <summary>The decision.</summary>
    public static BookingConfirmed Confirmed { get; } = new() { BookingId = "sample", DecidedBy = "Sample", DecidedAt = At, Sequence = 1 };
}
