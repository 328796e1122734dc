using System.Diagnostics;

namespace PhStudio.Messaging.ServiceDefaults.Telemetry;

/// <summary>The ids of the booking and of the message that a span or a log line is about.</summary>
public static class SubjectIds
{
    /// <summary>The tag with the platform's id of the booking.</summary>
    public const string BookingTag = "phstudio.booking_id";

    /// <summary>The tag with the id of the message.</summary>
    public const string MessageTag = "phstudio.message_id";

    /// <summary>Notes on the current span which booking and message it is about; nothing where there is no span, or no id.</summary>
    public static void Note(string? bookingId, Guid? messageId)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return;
        }

        if (!string.IsNullOrEmpty(bookingId))
        {
            span.SetTag(BookingTag, bookingId);
        }

        if (messageId is { } message)
        {
            span.SetTag(MessageTag, message.ToString());
        }
    }

    /// <summary>The same from the members <c>BookingId</c> and <c>MessageId</c> of a contract.</summary>
    public static void Note<T>(T message)
        where T : class
    {
        var (booking, id) = Of(message);
        Note(booking, id);
    }

    /// <summary>What the members <c>BookingId</c> and <c>MessageId</c> of a contract say; null where it has none.</summary>
    public static (string? BookingId, Guid? MessageId) Of<T>(T message)
        where T : class => (Members<T>.BookingId?.Invoke(message), Members<T>.MessageId?.Invoke(message));

    /// <summary>The ids that were noted on a span, by the names that log lines use.</summary>
    public static IEnumerable<(string Property, object Id)> Of(Activity? span)
    {
        if (span?.GetTagItem(BookingTag) is { } booking)
        {
            yield return ("BookingId", booking);
        }

        if (span?.GetTagItem(MessageTag) is { } message)
        {
            yield return ("MessageId", message);
        }
    }

    private static class Members<T>
        where T : class
    {
        public static readonly Func<T, string?>? BookingId = Reader<string?>("BookingId");
        public static readonly Func<T, Guid>? MessageId = Reader<Guid>("MessageId");

        private static Func<T, TValue>? Reader<TValue>(string member) =>
            typeof(T).GetProperty(member) is { GetMethod: { } getter } property && property.PropertyType == typeof(TValue) ? getter.CreateDelegate<Func<T, TValue>>() : null;
    }
}
