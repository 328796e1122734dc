using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using MassTransit.Scheduling;
using MassTransit.Serialization;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.ServiceDefaults.Bus;

/// <summary>
/// The mark that only our services can put on a message: HMAC-SHA256 over its type and its content, with a key derived from <c>SERVICES_SECRET</c>.
/// A publisher without the secret can publish only what a platform may.
/// </summary>
/// <param name="keys">The accepted keys; the first one signs.</param>
internal sealed class MessageMark(IReadOnlyList<byte[]> keys)
{
    /// <summary>Where it stands. It stays on a message that an operator moves back.</summary>
    public const string Header = "Studio-Mark";

    /// <summary>Where the mark over the whole content stands, where that has members that the last release does not know: <see cref="Header"/> is over the content without them then, as its services read it.</summary>
    public const string WholeHeader = "Studio-Mark-Whole";

    /// <summary>The messages that a platform publishes, without our secret.</summary>
    private static readonly HashSet<Type> OfPlatforms =
        [typeof(BookingCreated), typeof(BookingCancelled), typeof(BookingRescheduled), typeof(BookingChanged), typeof(ConfirmBooking), typeof(RejectBooking), typeof(CancelBooking), typeof(RefuseUndo), typeof(ReopenBooking)];

    /// <summary>The keys derived from secrets, so that a mark is never a signature of another kind.</summary>
    public static MessageMark Of(params IEnumerable<string> secrets) =>
        new([.. secrets.Select(secret => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "messages between services"u8.ToArray()))]);

    /// <summary>True for a type of ours that no platform publishes, and for a cancellation of what is scheduled.</summary>
    public static bool IsDemanded(Type type) => (IsOurs(type) && !OfPlatforms.Contains(type)) || type == typeof(CancelScheduledMessage);

    /// <summary>Marks a message of ours; that of an order to send it later is marked as if it went out now.</summary>
    public void Write<T>(SendContext<T> context) where T : class
    {
        var (type, message) = context.Message is ScheduleMessage order ? (order.Payload.GetType(), order.Payload) : (typeof(T), context.Message);
        if (IsDemanded(type))
        {
            var (mark, whole) = Both(type, message);
            context.Headers.Set(Header, mark);
            if (whole is not null)
            {
                context.Headers.Set(WholeHeader, whole);
            }
        }
    }

    /// <summary>The mark for a service of the last release, and the one over all of the content where that is another.</summary>
    internal (string Mark, string? Whole) Both(Type type, object message)
    {
        var whole = Of(type, message);
        return ReleasedContent.Differs(type) && Of(keys[0], ReleasedContent.Of(type, message)) is var mark && mark != whole ? (mark, whole) : (whole, null);
    }

    /// <summary>The mark of a message, over all that it says.</summary>
    public string Of(Type type, object message) => Of(keys[0], ReleasedContent.Differs(type) ? ReleasedContent.All(type, message) : Content(type, message));

    /// <summary>True where one of its marks is right: that of a service of the next release is over what this one knows.</summary>
    public bool IsOn<T>(ConsumeContext<T> context) where T : class =>
        IsRight(typeof(T), context.Message, [context.Headers.Get<string>(Header), context.Headers.Get<string>(WholeHeader)]);

    /// <summary>True where one of the marks is that of the message as it was read.</summary>
    internal bool IsRight(Type type, object message, IReadOnlyList<string?> marks)
    {
        if (marks.All(mark => mark is null))
        {
            return false;
        }

        // The next release writes every member that this one has, also those that say nothing; this one and the last leave them out.
        byte[][] contents = ReleasedContent.Differs(type) ? [ReleasedContent.All(type, message), Content(type, message)] : [Content(type, message)];
        return keys.Any(key => contents.Any(content => marks.Any(mark => mark is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(key, content)), Encoding.UTF8.GetBytes(mark)))));
    }

    private static string Of(byte[] key, byte[] content) => Convert.ToBase64String(HMACSHA256.HashData(key, content));

    // The content is serialized again on both sides: the scheduler, the outbox and an error queue each write the envelope differently.
    private static byte[] Content(Type type, object message) => message is CancelScheduledMessage order
        ? Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{nameof(CancelScheduledMessage)}\n{order.TokenId:N}\n{order.Timestamp.ToUniversalTime().Ticks}"))
        : Content(type, message, SystemTextJsonMessageSerializer.Options);

    internal static byte[] Content(Type type, object message, JsonSerializerOptions options) =>
        [.. Encoding.UTF8.GetBytes(WireName(type) + "\n"), .. JsonSerializer.SerializeToUtf8Bytes(message, type, options)];

    // A type that moved keeps its name on the wire, so that messages of the release before stay valid.
    private static string? WireName(Type type) => type.GetCustomAttribute<EntityNameAttribute>()?.EntityName.Replace(':', '.') ?? type.FullName;

    internal static bool IsOurs(Type type) => type.Assembly.GetName().Name?.StartsWith("PhStudio.Messaging.", StringComparison.Ordinal) == true;
}
