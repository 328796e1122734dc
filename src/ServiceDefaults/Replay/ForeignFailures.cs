using System.Globalization;
using System.Text;
using System.Text.Json;
using MassTransit.Serialization;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Replay;

/// <summary>Puts messages that another system gave up into an error queue of ours, as plain bodies with the headers of a failure: operators treat them as our own. One connection serves them all.</summary>
/// <param name="address">The broker.</param>
/// <param name="lanePrefix">Start of the names of the lanes.</param>
/// <param name="sharedByTheLanes">The one error queue of all lanes; null where each has its own.</param>
public sealed class ForeignFailures(RabbitMqAddress address, string lanePrefix, string? sharedByTheLanes) : IAsyncDisposable
{
    /// <summary>More of a body that nobody can read is not kept: RabbitMQ 4 takes 16 MiB, and what it refuses would be tried for ever.</summary>
    public const int MaxBody = 1024 * 1024;

    /// <summary>A broker takes few headers.</summary>
    private const int MaxReason = 4000;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private IConnection? _connection;

    /// <summary>Returns when the broker has it. The same again is a second copy of one failure, of which the next look at the queue keeps one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="order">What it is; null where nobody can read it.</param>
    /// <param name="body">As it came; what lies in the queue where there is no order, up to <see cref="MaxBody"/>.</param>
    /// <param name="reason">Why it was given up.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AddAsync(Guid id, SendMessage? order, byte[] body, string reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var bytes = order is null ? body : JsonSerializer.SerializeToUtf8Bytes(order, SystemTextJsonMessageSerializer.Options);
        var length = order is null ? LengthOf(bytes, MaxBody) : bytes.Length;
        reason = Encoding.UTF8.GetBytes(reason) is { } words && LengthOf(words, MaxReason) is var said && said < words.Length ? Encoding.UTF8.GetString(words.AsSpan(0, said)) + "..." : reason;
        reason = length < bytes.Length ? string.Create(CultureInfo.InvariantCulture, $"{reason} (of its {bytes.Length} bytes the first {length} are here)") : reason;
        var lane = Routes.Lane(order?.Priority ?? Priority.Normal, lanePrefix);
        var queue = sharedByTheLanes ?? lane + "_error";
        var properties = new BasicProperties
        {
            Persistent = true,
            ContentType = "application/json",
            MessageId = id.ToString(),
            Headers = new Dictionary<string, object?>
            {
                ["MT-Reason"] = "fault",
                ["MT-Fault-Message"] = reason,
                ["MT-Fault-MessageType"] = typeof(SendMessage).FullName,
                ["MT-Fault-InputAddress"] = $"rabbitmq://broker/{lane}",
                ["MT-Fault-Timestamp"] = at.ToString("O", CultureInfo.InvariantCulture),
            },
        };
        var connection = await OpenAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        // As the Sender declares it with its first failure.
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, QueueProperties.Ours, cancellationToken: cancellationToken);
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, bytes.AsMemory(0, length), cancellationToken);
    }

    // Never in the middle of a character, which has at most four bytes.
    private static int LengthOf(byte[] text, int max)
    {
        var length = Math.Min(text.Length, max);
        while (length > max - 3 && length < text.Length && (text[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return length;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        _turn.Dispose();
    }

    private async Task<IConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } open)
            {
                return open;
            }

            if (_connection is { } lost)
            {
                _connection = null;
                await lost.DisposeAsync();
            }

            return _connection = await address.ConnectAsync("failed messages", ConnectTimeout, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }
}
