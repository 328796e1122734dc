using System.Net;
using System.Net.Sockets;

namespace PhStudio.Messaging.TestKit;

/// <summary>
/// A port of the loopback address that nobody listens on now, and that no connection and no listener on "any port" gets from the system meanwhile
/// (Linux gives them ports from 32768 on): a RabbitMQ needs seconds until it listens.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    /// <summary>Test processes side by side begin at different ones, and none comes twice.</summary>
    private static int _last = Random.Shared.Next(Count);

    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _last) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
