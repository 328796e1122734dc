using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.ServiceDefaults.Replay;
using RabbitMQ.Client.Exceptions;
using RabbitMQ.Client;

namespace PhStudio.Messaging.Gateway.Operations.Doctor;

/// <summary>Checks that the broker answers, that the user has the services' rights, that a message that ends its process is given up, and that the queues are quorum queues.</summary>
internal static class BrokerChecks
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>More than the twenty of the policies, and of RabbitMQ 4.</summary>
    private const int MaxReturns = 25;

    public static async Task<IReadOnlyList<Finding>> RunAsync(RabbitMqAddress address, string lanePrefix, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await address.ConnectAsync("doctor", Timeout, cancellationToken);
            return [new Finding("broker", IsWell: true, $"answers at {address.Uri.Host} as {address.User}"), await RightsAsync(connection, cancellationToken), await LimitAsync(connection, cancellationToken), await QueuesAsync(connection, lanePrefix, cancellationToken)];
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (BrokerFailure.IsUnavailable(e) || e is TimeoutException or BrokerUnreachableException or AuthenticationFailureException))
        {
            return [new Finding("broker", IsWell: false, $"no connection to {address.Uri.Host} as {address.User} ({e.GetType().Name}): is it running, and are host, user and password of RABBITMQ_URL right?")];
        }
    }

    /// <summary>GET /queues leaves the figures out where the API tells none, and says nothing of it.</summary>
    public static async Task<Finding> ManagementAsync(QueueManagement management, string user, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        return await management.ReadAsync(deadline.Token) is { } queues
            ? new Finding("management", IsWell: true, $"tells of {queues.Count} queues")
            : new Finding("management", IsWell: false, $"RABBITMQ_MANAGEMENT_URL does not answer, or refuses {user}: is the plugin rabbitmq_management on, and has the user the tag management there (rabbitmqctl set_user_tags {user} management)?");
    }

    // Each right is tried on a temporary object.
    private static async Task<Finding> RightsAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            var queue = (await channel.QueueDeclareAsync($"bus-doctor-{Guid.NewGuid():N}", durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken)).QueueName;
            await channel.BasicPublishAsync("", queue, new ReadOnlyMemory<byte>([1]), cancellationToken);
            await channel.BasicGetAsync(queue, autoAck: true, cancellationToken);
            return new Finding("broker rights", IsWell: true, "the user may configure, write and read");
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.AccessRefused)
        {
            return new Finding("broker rights", IsWell: false, $"the broker refused a queue of our own: {e.ShutdownReason.ReplyText}. Give the user of RABBITMQ_URL the rights of infra/rabbitmq/definitions.json");
        }
    }

    // Tried, for an ordinary user is told of no policy, nor which of several holds.
    private static async Task<Finding> LimitAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var queue = $"bus-doctor-{Guid.NewGuid():N}";
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        try
        {
            // A quorum queue, which alone counts, lives on when its connection ends.
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-expires"] = 60_000 }, cancellationToken: cancellationToken);
            await channel.BasicPublishAsync("", queue, new ReadOnlyMemory<byte>([1]), cancellationToken);
            var returns = 0;
            while (returns < MaxReturns && await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is { } got)
            {
                await channel.BasicRejectAsync(got.DeliveryTag, requeue: true, cancellationToken);
                returns++;
            }

            await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken);
            return returns < MaxReturns
                ? new Finding("delivery limit", IsWell: true, "a message that ends its process each time is given up")
                : new Finding("delivery limit", IsWell: false, $"a message came back {MaxReturns} times and was not given up: RabbitMQ {BrokerVersion.Of(connection)} needs a policy with delivery-limit 20 for that (infra/rabbitmq/definitions.json), or one that ends its process does so for ever");
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.AccessRefused)
        {
            return new Finding("delivery limit", IsWell: true, "not tried: the user of RABBITMQ_URL may make no queue for it");
        }
    }

    private static async Task<Finding> QueuesAsync(IConnection connection, string lanePrefix, CancellationToken cancellationToken)
    {
        var (missing, others, refused) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var queue in Routes.Queues(lanePrefix))
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            try
            {
                await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
                await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, QueueProperties.Ours, cancellationToken: cancellationToken);
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
            {
                missing.Add(queue);
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.PreconditionFailed)
            {
                others.Add(queue);
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.AccessRefused)
            {
                refused.Add(queue);
            }
        }

        // By this one alone failed messages are looked at, and people erased.
        if (await ErrorQueues.MayScanAsync(connection, Routes.Queues(lanePrefix)[0] + "_error", cancellationToken) is { } scan)
        {
            refused.Add(scan);
        }

        return refused.Count > 0 ? new Finding("queues", IsWell: false, $"{string.Join(", ", refused)} may not be declared by the user of RABBITMQ_URL: give it the right to configure, write and read there (rabbitmqctl set_permissions)")
            : others.Count > 0 ? new Finding("queues", IsWell: false, $"{string.Join(", ", others)} have other properties than quorum queues of ours: move away what they hold and delete them")
            : missing.Count > 0 ? new Finding("queues", IsWell: false, $"{missing.Count} are not there yet, such as {missing[0]}: start the three services once")
            : new Finding("queues", IsWell: true, "all there, as quorum queues");
    }
}
