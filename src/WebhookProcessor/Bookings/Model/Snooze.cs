
namespace PhStudio.Messaging.WebhookProcessor.Bookings.Model;

/// <summary>Somebody who may decide wants to be reminded later. It affects that person only: everybody else is reminded, and the managers are notified, as usual.</summary>
/// <param name="UserId">Who.</param>
/// <param name="UserName">Who, as shown to people.</param>
/// <param name="ChatId">Where the reminder goes.</param>
/// <param name="ThreadId">Its topic.</param>
/// <param name="Language">In which language.</param>
/// <param name="Until">When.</param>
public sealed record Snooze(long UserId, string UserName, string ChatId, int? ThreadId, string Language, DateTimeOffset Until)
{
    /// <summary>One for each person: the later one counts.</summary>
    public static void Put(BookingDecision booking, Snooze snooze)
    {
        booking.Snoozes.RemoveAll(other => other.UserId == snooze.UserId);
        booking.Snoozes.Add(snooze);
    }
}

/// <summary>How much later. The numbers stand in buttons: never reuse one.</summary>
public enum SnoozeChoice : ushort
{
    /// <summary>In 15 minutes.</summary>
    Quarter = 1,

    /// <summary>In an hour.</summary>
    Hour = 2,

    /// <summary>On the next day at nine, on the studio's clock.</summary>
    Tomorrow = 3,
}
