using System.Text;
using PhStudio.Messaging.RedisIntegration.Messages;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Scheduling;

/// <summary>
/// One message that waits for its time. In Redis: 32 hexadecimal digits (the id of the order to keep it, by which a repeated order is known),
/// 13 digits (its time, milliseconds since 1970) and the message as JSON, compressed by Brotli.
/// </summary>
internal sealed record DelayedMessage(string Token, Guid OrderId, DateTimeOffset Due, StoredMessage Message)
{
    private const int IdLength = 32;
    private const int DueLength = 13;

    public RedisValue Record()
    {
        var message = PackedMessage.Pack(Message);
        var record = new byte[IdLength + DueLength + message.Length];
        Encoding.ASCII.GetBytes($"{OrderId:N}{Math.Clamp(Due.ToUnixTimeMilliseconds(), 0, 9_999_999_999_999):D13}", record);
        message.CopyTo(record, IdLength + DueLength);
        return record;
    }

    /// <exception cref="FormatException">The record is broken.</exception>
    public static DelayedMessage Read(string token, RedisValue record)
    {
        var bytes = (byte[])record!;
        try
        {
            var orderId = Guid.ParseExact(Encoding.ASCII.GetString(bytes, 0, IdLength), "N");
            var due = long.Parse(Encoding.ASCII.GetString(bytes, IdLength, DueLength), System.Globalization.CultureInfo.InvariantCulture);
            return new DelayedMessage(token, orderId, DateTimeOffset.FromUnixTimeMilliseconds(due), PackedMessage.Unpack(bytes, IdLength + DueLength));
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or ArgumentException or FormatException)
        {
            throw new FormatException($"The record of '{token}' is broken.", exception);
        }
    }
}
