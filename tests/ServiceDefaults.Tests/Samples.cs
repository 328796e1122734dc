using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

internal static class Samples
{
    public static BookingCreated Booking(string id = "PH-2026/17") => new()
    {
        BookingId = id,
        Service = "Family session",
        Date = new DateOnly(2099, 12, 24),
        TimeSlots = ["10:00", "11:00"],
        ClientName = "<b>Анна & Co</b>",
        ClientPhone = "+7 900 000-00-00",
        PeopleCount = 4,
        TotalPrice = 8000,
    };

    public static SendMessage Message(Priority priority, string text = "hello") => new()
    {
        MessageId = Guid.NewGuid(),
        ChatId = "-1001",
        Text = text,
        Priority = priority,
        CreatedAt = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero),
    };
}
