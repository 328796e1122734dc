using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// A connection to the broker that ends where nothing is heard any more: of a node that hangs, or whose answers the network swallows. The client itself waits for the first answer without an
/// end, and for the later ones three to four heartbeats.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="heartbeat">The heartbeat that is asked for: the broker says something at least once in it.</param>
/// <param name="nodes">Which nodes fell silent lately; null where there is only one.</param>
/// <param name="time">The clock.</param>
internal sealed class BrokerTcpClient(Socket socket, TimeSpan heartbeat, SilentNodes? nodes, TimeProvider time) : TcpClientAdapter(socket)
{
    // How long the first answer may take, and that of a node that fell silent lately.
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstAnswerOfSilent = TimeSpan.FromSeconds(1);

    /// <summary>Every connection of the factory is one.</summary>
    public static void Use(ConnectionFactory factory, SilentNodes? nodes, TimeProvider time) =>
        factory.SocketFactory = family => new BrokerTcpClient(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, factory.RequestedHeartbeat, nodes, time);

    public override NetworkStream GetStream() => new HeardStream(Client, heartbeat, nodes, time);

    private sealed class HeardStream(Socket socket, TimeSpan heartbeat, SilentNodes? nodes, TimeProvider time) : NetworkStream(socket)
    {
        private readonly EndPoint? _node = socket.RemoteEndPoint;
        private ITimer? _watch;
        private long _heardAt;
        private bool _wasSilent;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _watch is null ? FirstAsync(buffer, cancellationToken) : NextAsync(buffer, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            _watch?.Dispose();
            base.Dispose(disposing);
        }

        private async ValueTask<int> FirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var limit = nodes?.Contains(_node) == true ? FirstAnswerOfSilent : FirstAnswer;
            using var silence = new CancellationTokenSource(limit, time);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
            try
            {
                var count = await base.ReadAsync(buffer, waiting.Token);
                _heardAt = time.GetTimestamp();
                _watch = time.CreateTimer(_ => Look(), null, heartbeat / 4, heartbeat / 4);
                return count;
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                if (limit == FirstAnswer)
                {
                    nodes?.Add(_node);
                }

                throw new IOException($"The broker took the connection and said nothing for {limit.TotalSeconds:0} s.", e);
            }
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<int> NextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            Volatile.Write(ref _heardAt, time.GetTimestamp());
            return count;
        }

        // One and a half intervals: the broker says something every half of one. Twice in a row: a process that stood still itself
        // reads what came meanwhile before the second look.
        private void Look()
        {
            var isSilent = time.GetElapsedTime(Volatile.Read(ref _heardAt)) >= heartbeat * 1.5;
            if (isSilent && _wasSilent)
            {
                _watch?.Dispose();
                nodes?.Add(_node);
                End();
            }

            _wasSilent = isSilent;
        }

        private void End()
        {
            try
            {
                Socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It ended by itself.
            }
        }
    }
}
