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

    /// <summary>The messages that a platform publishes, without our secret.</summary>
    private static readonly HashSet<Type> OfPlatforms =
        [typeof(BookingCreated), typeof(BookingCancelled), typeof(BookingRescheduled), typeof(BookingChanged), typeof(ConfirmBooking), typeof(RejectBooking), typeof(CancelBooking), typeof(RefuseUndo), typeof(ReopenBooking)];

    /// <summary>The keys derived from secrets, so that a mark is never a signature of another kind.</summary>
    public static MessageMark Of(params IEnumerable<string> secrets) =>
        new([.. secrets.Select(secret => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "messages between services"u8.ToArray()))]);

    /// <summary>True for a type of ours that no platform publishes.</summary>
    public static bool IsDemanded(Type type) => IsOurs(type) && !OfPlatforms.Contains(type);

    /// <summary>Marks a message of ours; that of an order to send it later is marked as if it went out now.</summary>
    public void Write<T>(SendContext<T> context) where T : class
    {
        var (type, message) = context.Message is ScheduleMessage order ? (order.Payload.GetType(), order.Payload) : (typeof(T), context.Message);
        if (IsDemanded(type))
        {
            context.Headers.Set(Header, Of(type, message));
        }
    }

    /// <summary>The mark of a message.</summary>
    public string Of(Type type, object message) => Convert.ToBase64String(HMACSHA256.HashData(keys[0], Content(type, message)));

    /// <summary>True where the mark is right.</summary>
    public bool IsOn<T>(ConsumeContext<T> context) where T : class
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (context.Headers.Get<string>(Header) is not { } text || !Convert.TryFromBase64String(text, given, out var written) || written != given.Length)
        {
            return false;
        }

        var content = Content(typeof(T), context.Message);
        foreach (var key in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, content), given))
            {
                return true;
            }
        }

        return false;
    }

    // The content is serialized again on both sides: the scheduler, the outbox and an error queue each write the envelope differently.
    private static byte[] Content(Type type, object message) =>
        [.. Encoding.UTF8.GetBytes(WireName(type) + "\n"), .. JsonSerializer.SerializeToUtf8Bytes(message, type, SystemTextJsonMessageSerializer.Options)];

    // A type that moved keeps its name on the wire, so that messages of the release before stay valid.
    private static string? WireName(Type type) => type.GetCustomAttribute<EntityNameAttribute>()?.EntityName.Replace(':', '.') ?? type.FullName;

    private static bool IsOurs(Type type) => type.Assembly.GetName().Name?.StartsWith("PhStudio.Messaging.", StringComparison.Ordinal) == true;
}
