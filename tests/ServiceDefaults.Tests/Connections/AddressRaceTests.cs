using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.ServiceDefaults.Connections;
using PhStudio.Messaging.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Connections;

/// <summary>A name with several addresses, of which some swallow packets or refuse.</summary>
public sealed class AddressRaceTests : IDisposable
{
    private static readonly IPAddress Silent = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress Refusing = IPAddress.Parse("127.0.0.3");

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly BlackHole _hole;

    public AddressRaceTests()
    {
        _server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _server.Listen();
        _hole = new BlackHole(Silent, Port);
    }

    private int Port => ((IPEndPoint)_server.LocalEndPoint!).Port;

    [Fact]
    public async Task An_address_that_swallows_packets_costs_a_quarter_of_a_second()
    {
        var clock = new FakeTimeProvider();
        var connecting = ConnectAsync(clock, Silent, IPAddress.Loopback);
        // The silent one alone is asked: nothing answers, whatever the real clock says.
        clock.Advance(AddressRace.Stagger - TimeSpan.FromMilliseconds(1));
        Assert.False(connecting.IsCompleted);

        clock.Advance(TimeSpan.FromMilliseconds(1));

        using var socket = await connecting;
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task An_address_that_refuses_costs_nothing()
    {
        // The clock stands still: no pause would ever end.
        using var socket = await ConnectAsync(new FakeTimeProvider(), Refusing, IPAddress.Loopback);

        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task Where_none_answers_the_first_ones_error_is_told()
    {
        var failure = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(new FakeTimeProvider(), Refusing, IPAddress.Parse("127.0.0.4")));

        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
        Assert.Equal(SocketError.HostNotFound, (await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(new FakeTimeProvider()))).SocketErrorCode);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_no_connection_later()
    {
        using var giveUp = new CancellationTokenSource();
        var connecting = new AddressRace(new FakeTimeProvider(), (_, _) => Task.FromResult<IPAddress[]>([Silent])).ConnectAsync(new DnsEndPoint("bot.example", Port), giveUp.Token).AsTask();

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task A_call_over_http_takes_the_address_that_answers()
    {
        using var http = new HttpMessageInvoker(OutgoingHttp.NewHandler(new AddressRace(TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([Silent, IPAddress.Loopback]))));
        var answering = AnswerAsync();

        using var response = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"http://bot.example:{Port}/"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        await answering;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redis_is_reached_by_the_address_that_answers(bool isRaced)
    {
        var address = new Uri(RealServers.NewRedis());
        await using var gate = new TcpGate(address.Host, address.Port);
        using var hole = new BlackHole(Silent, gate.Port);
        var race = new RacedRedisAddress(new AddressRace(TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>(isRaced ? [Silent, IPAddress.Loopback] : [Silent])));
        var options = RedisUrl.Parse($"redis://redis.invalid:{gate.Port}");
        options.Tunnel = race;

        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);

        // The client alone would ask for the name, which nobody knows.
        Assert.Equal(isRaced, connection.IsConnected);
    }

    [Theory]
    [InlineData("::1 ::2 127.0.0.1 127.0.0.2", "::1 127.0.0.1 ::2 127.0.0.2")]
    [InlineData("127.0.0.1 ::1 ::2 ::3", "127.0.0.1 ::1 ::2 ::3")]
    [InlineData("127.0.0.1 127.0.0.2", "127.0.0.1 127.0.0.2")]
    public void The_two_families_take_turns(string resolved, string expected) =>
        Assert.Equal(expected, string.Join(' ', AddressRace.InTurn([.. resolved.Split(' ').Select(IPAddress.Parse)])));

    public void Dispose()
    {
        _server.Dispose();
        _hole.Dispose();
    }

    private Task<Socket> ConnectAsync(FakeTimeProvider clock, params IPAddress[] addresses) =>
        new AddressRace(clock, (_, _) => Task.FromResult(addresses)).ConnectAsync(new DnsEndPoint("bot.example", Port), TestContext.Current.CancellationToken).AsTask();

    private async Task AnswerAsync()
    {
        using var client = await _server.AcceptAsync(TestContext.Current.CancellationToken);
        await client.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
        await client.SendAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
    }

    /// <summary>An address whose queue of connections is full, so that the kernel drops what comes: it neither answers nor refuses.</summary>
    private sealed class BlackHole : IDisposable
    {
        private readonly List<Socket> _sockets = [];

        public BlackHole(IPAddress address, int port)
        {
            var listener = New();
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen(0);
            for (var waiting = 0; waiting < 4; waiting++)
            {
                var one = New();
                one.Blocking = false;
                try
                {
                    one.Connect(address, port);
                }
                catch (SocketException inProgress) when (inProgress.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
                {
                }
            }
        }

        public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

        private Socket New()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _sockets.Add(socket);
            return socket;
        }
    }
}
