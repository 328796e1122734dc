using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.ServiceDefaults.Wire;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// The headers that a quorum queue writes on a message that it gives up: in <c>x-death</c> the queue, the reason and the exchange that the message was published to,
/// the newest first. RabbitMQ 4 gives a message up after 20 returns, and an orderly stop of a process returns everything that it had taken.
/// </summary>
public static class DeadLetter
{
    /// <summary>How often a message was put back into its queue after that queue had given it up.</summary>
    public const string ReturnsHeader = "PhStudio-Returns";

    /// <summary>The queue that gave it up, on a message that stays put aside.</summary>
    public const string QueueHeader = "PhStudio-Dead-Queue";

    /// <summary>Why its queue gave it up, on a message that stays put aside.</summary>
    public const string ReasonHeader = "PhStudio-Dead-Reason";

    /// <summary>When its queue gave it up, on a message that stays put aside.</summary>
    public const string TimeHeader = "PhStudio-Dead-At";

    /// <summary>
    /// How often a message is put back. With the 20 returns that RabbitMQ 4 allows, two hundred deliveries in all: more than restarts cause, and few enough
    /// for a message that crashes its process each time.
    /// </summary>
    public const int MaxReturns = 9;

    private const string DeathHeader = "x-death";

    private static readonly string[] BrokersOwn = ["x-death", "x-first-death-", "x-last-death-", "x-delivery-count", "x-acquired-count", "x-opt-"];

    /// <summary>The queue that gave the message up, why, and the exchange that it was published to; null where nothing says so.</summary>
    public static (string Queue, string Reason, string? Exchange)? Of(IDictionary<string, object?>? headers)
    {
        if (headers is null)
        {
            return null;
        }

        if (DeathOf(headers) is { } death && Text(death, "queue") is { } queue && Text(death, "reason") is { } reason)
        {
            // Put back once, it was published to its queue itself: where it came from first is noted beside.
            return (queue, reason, Text(headers, ReplayedMessage.ExchangeHeader) ?? (Text(death, "exchange") is { Length: > 0 } exchange ? exchange : null));
        }

        return Text(headers, QueueHeader) is { } noted ? (noted, Text(headers, ReasonHeader) ?? "delivery_limit", Text(headers, ReplayedMessage.ExchangeHeader)) : null;
    }

    /// <summary>When its queue gave the message up; null where nothing says so.</summary>
    public static DateTimeOffset? TimeOf(IDictionary<string, object?>? headers) => headers is null ? null
        : DeathOf(headers) is { } death && death.TryGetValue("time", out var time) && time is AmqpTimestamp at ? DateTimeOffset.FromUnixTimeSeconds(at.UnixTime)
        : DateTimeOffset.TryParse(Text(headers, TimeHeader), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var noted) ? noted : null;

    /// <summary>True for a question whose sender has stopped waiting: it said itself how long it waits (<c>expiration</c>), and asks for an answer.</summary>
    /// <param name="headers">The headers of the dead letter.</param>
    /// <param name="body">Its body: an envelope of MassTransit names the request.</param>
    public static bool IsUnasked(IDictionary<string, object?>? headers, ReadOnlyMemory<byte> body)
    {
        if (headers is null || DeathOf(headers) is not { } death || Text(death, "reason") != "expired" || Text(death, "original-expiration") is null)
        {
            return false;
        }

        try
        {
            using var envelope = JsonDocument.Parse(body);
            return envelope.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("requestId", out var request) && request.ValueKind == JsonValueKind.String
                && root.TryGetProperty("responseAddress", out var answer) && answer.ValueKind == JsonValueKind.String;
        }
        catch (Exception e) when (WireJsonCheck.IsRefusal(e))
        {
            return false;
        }
    }

    /// <summary>How often the message was put back so far.</summary>
    public static int Returns(IDictionary<string, object?>? headers) => headers?.TryGetValue(ReturnsHeader, out var value) == true ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : 0;

    /// <summary>The headers without those that the broker wrote, which would mislead it the next time.</summary>
    public static Dictionary<string, object?> Clean(IDictionary<string, object?>? headers) =>
        (headers ?? new Dictionary<string, object?>()).Where(header => !Array.Exists(BrokersOwn, own => header.Key.StartsWith(own, StringComparison.Ordinal))).ToDictionary();

    // The newest is that of the queue from which dead letters are put back, where the broker gave that up.
    private static IDictionary<string, object?>? DeathOf(IDictionary<string, object?> headers) =>
        headers.TryGetValue(DeathHeader, out var value) && value is IList deaths
            ? deaths.OfType<IDictionary<string, object?>>().FirstOrDefault(death => Text(death, "queue") != Topology.DeadLetterReturns)
            : null;

    private static string? Text(IDictionary<string, object?> table, string name) => table.TryGetValue(name, out var value) ? value switch
    {
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => null,
    }
    : null;
}
