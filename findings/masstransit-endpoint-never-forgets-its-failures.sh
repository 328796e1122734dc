#!/usr/bin/env bash
# MassTransit.RabbitMQ 8.5.12. While the broker is away, a receive endpoint waits longer between its attempts to connect, up to half a minute, as one would expect. It keeps the last wait for
# good: after an outage of a minute and a successful reconnection, a connection that is cut for an instant (the broker is there all the time) is made again only after that half minute, where
# before the outage it took a second or two. There is no setting for it (ReceiveTransportRetryPolicy has no setter). Hours later a short hiccup then stops all consumers for as long.
set -eu
command -v rabbitmq-server >/dev/null || { echo "Needs rabbitmq-server (Debian: rabbitmq-server)." >&2; exit 2; }
expected='a cut before the outage: consumed again within 10 s: yes; a cut after it: consumed again within 10 s: no, within 60 s: yes'
script=$(ls /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server | tail -1)
work=$(mktemp -d)
server=
export HOME=$work ERL_EPMD_ADDRESS=127.0.0.1
stop() {
  [ -z "$server" ] || kill -9 -- "-$server" 2>/dev/null || true
  epmd -port "$ERL_EPMD_PORT" -kill >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT
read -r ERL_EPMD_PORT port between < <(python3 - <<'P'
import socket
sockets = [socket.socket() for _ in range(3)]
for one in sockets: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in sockets))
P
)
export ERL_EPMD_PORT
echo "listeners.tcp.default = 127.0.0.1:$port" >"$work/rabbitmq.conf"
echo '[].' >"$work/plugins"
RABBITMQ_NODENAME=n$port@localhost RABBITMQ_NODE_PORT=$port RABBITMQ_DIST_PORT=$between RABBITMQ_CONFIG_FILE=$work/rabbitmq RABBITMQ_MNESIA_BASE=$work/mnesia \
  RABBITMQ_LOG_BASE=$work/log RABBITMQ_ENABLED_PLUGINS_FILE=$work/plugins setsid "$script" >"$work/out" 2>&1 &
server=$!
disown
cat >"$work/finding.csproj" <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="MassTransit.RabbitMQ" Version="[8.5.12]" /></ItemGroup>
</Project>
P
cat >"$work/Program.cs" <<'P'
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MassTransit;
using RabbitMQ.Client;
using Studio;

var server = int.Parse(args[0]);
var way = new Way(server);
way.Open();
var bus = Bus.Factory.CreateUsingRabbitMq(factory =>
{
    factory.Host("127.0.0.1", (ushort)way.Port, "/", host => { });
    factory.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(_ =>
    {
        Order.Arrived.Release();
        return Task.CompletedTask;
    }));
});
await bus.StartAsync();
await ConsumedAsync();
var before = await CutAsync();
way.Shut();
await Task.Delay(TimeSpan.FromSeconds(60));
way.Open();
await ConsumedAsync();
await Task.Delay(TimeSpan.FromSeconds(2));
var after = await CutAsync();
Console.Error.WriteLine($"{before.TotalSeconds:0.0} s before the outage, {after.TotalSeconds:0.0} s after it.");
Console.WriteLine($"a cut before the outage: consumed again within 10 s: {(before.TotalSeconds < 10 ? "yes" : "no")}; a cut after it: consumed again within 10 s: {(after.TotalSeconds < 10 ? "yes" : "no")}, within 60 s: {(after.TotalSeconds < 60 ? "yes" : "no")}");
Environment.Exit(0);

async Task<TimeSpan> CutAsync()
{
    var watch = Stopwatch.StartNew();
    way.Shut();
    way.Open();
    await ConsumedAsync();
    return watch.Elapsed;
}

// Published past the way, by a connection of its own: what is measured is the consumer alone.
async Task ConsumedAsync()
{
    await using var connection = await new ConnectionFactory { HostName = "127.0.0.1", Port = server }.CreateConnectionAsync();
    await using var channel = await connection.CreateChannelAsync();
    while (Order.Arrived.Wait(0))
    {
    }

    var body = System.Text.Encoding.UTF8.GetBytes("""{"messageType":["urn:message:Studio:Order"],"message":{}}""");
    await channel.BasicPublishAsync("", "orders", false, new BasicProperties { ContentType = "application/vnd.masstransit+json" }, body);
    await Order.Arrived.WaitAsync(TimeSpan.FromSeconds(90));
}

namespace Studio
{
    public sealed record Order
    {
        public static readonly SemaphoreSlim Arrived = new(0);
    }
}

internal sealed class Way(int server)
{
    private readonly ConcurrentBag<TcpClient> _open = [];
    private TcpListener? _listener;

    public int Port { get; private set; }

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    public void Shut()
    {
        _listener!.Stop();
        while (_open.TryTake(out var client))
        {
            client.Dispose();
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                var target = new TcpClient();
                await target.ConnectAsync("127.0.0.1", server);
                _open.Add(client);
                _open.Add(target);
                _ = Task.WhenAny(client.GetStream().CopyToAsync(target.GetStream()), target.GetStream().CopyToAsync(client.GetStream()));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
P
dotnet build -v q -nologo "$work/finding.csproj" -o "$work/bin" >"$work/build" 2>&1 || { cat "$work/build" >&2; exit 2; }
for _ in $(seq 120); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 1; done
sleep 2
seen=$(dotnet "$work/bin/finding.dll" "$port") || exit 2
echo "RabbitMQ $(basename "$(dirname "$(dirname "$script")")" | sed 's/rabbitmq_server-//'), MassTransit.RabbitMQ 8.5.12: $seen"
[ "$seen" = "$expected" ] || { echo "Changed. It was: $expected" >&2; exit 1; }
