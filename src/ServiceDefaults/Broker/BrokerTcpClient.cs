using System.Net.Sockets;
using RabbitMQ.Client;

namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>
/// A connection to the broker that ends where nothing is heard after it was taken: of a node that hangs, or whose answers the network swallows. The client itself waits for the first
/// answer without an end, so that a bus with three nodes would stay with the one that is silent.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="timeout">How long the first answer may take.</param>
internal sealed class HandshakeTcpClient(Socket socket, TimeSpan timeout) : TcpClientAdapter(socket)
{
    /// <summary>Every connection of the factory is one.</summary>
    public static void Use(ConnectionFactory factory, TimeSpan timeout) =>
        factory.SocketFactory = family => new HandshakeTcpClient(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, timeout);

    public override NetworkStream GetStream() => new FirstAnswerStream(Client, timeout);

    private sealed class FirstAnswerStream(Socket socket, TimeSpan timeout) : NetworkStream(socket)
    {
        private bool _answered;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _answered ? base.ReadAsync(buffer, cancellationToken) : FirstAsync(buffer, cancellationToken);

        private async ValueTask<int> FirstAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            waiting.CancelAfter(timeout);
            try
            {
                var count = await base.ReadAsync(buffer, waiting.Token);
                _answered = true;
                return count;
            }
            catch (OperationCanceledException silence) when (!cancellationToken.IsCancellationRequested)
            {
                throw new IOException($"The broker took the connection and said nothing for {timeout.TotalSeconds:0} s.", silence);
            }
        }
    }
}
