#!/usr/bin/env bash
# RabbitMQ.Client 7.2.2, RabbitMQ 3.10.8. The network behind a connection falls silent, as by a firewall that forgets it: nothing passes and nobody is told. RabbitMQ's documents say that the
# timeout of the heartbeat is after what time a peer counts as lost, and that two missed ones end a connection. The client looks once in each interval and gives up at the third look
# without a sign: the connection stays open for three to four intervals, 30 to 40 s where 10 s were asked for. The time limit of its socket, two intervals, is not applied, since it
# reads without blocking. What helps: watching the stream oneself (ConnectionFactory.SocketFactory).
set -eu
command -v rabbitmq-server >/dev/null || { echo "Needs rabbitmq-server (Debian: rabbitmq-server)." >&2; exit 2; }
expected='heartbeat 2 s: open for more than two intervals and a half of silence: yes; for more than five: no'
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
  <ItemGroup><PackageReference Include="RabbitMQ.Client" Version="[7.2.2]" /></ItemGroup>
</Project>
P
cat >"$work/Program.cs" <<'P'
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;

var heartbeat = TimeSpan.FromSeconds(2);
var silent = false;
var listener = new TcpListener(IPAddress.Loopback, 0);
listener.Start();
_ = AcceptAsync();
var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, RequestedHeartbeat = heartbeat, AutomaticRecoveryEnabled = false };
await using var connection = await factory.CreateConnectionAsync();
var ended = new TaskCompletionSource();
connection.ConnectionShutdownAsync += (_, _) =>
{
    ended.TrySetResult();
    return Task.CompletedTask;
};
await Task.Delay(heartbeat * 2); // Heartbeats come meanwhile.
Volatile.Write(ref silent, true);
var silence = Stopwatch.StartNew();
await Task.WhenAny(ended.Task, Task.Delay(heartbeat * 6));
var intervals = silence.Elapsed / heartbeat;
Console.Error.WriteLine($"It was open for {intervals:0.0} intervals.");
Console.WriteLine($"heartbeat 2 s: open for more than two intervals and a half of silence: {(intervals > 2.5 ? "yes" : "no")}; for more than five: {(intervals > 5 ? "yes" : "no")}");

async Task AcceptAsync()
{
    var client = await listener.AcceptTcpClientAsync();
    var server = new TcpClient();
    await server.ConnectAsync("127.0.0.1", int.Parse(args[0]));
    _ = PassAsync(client.GetStream(), server.GetStream());
    _ = PassAsync(server.GetStream(), client.GetStream());
}

async Task PassAsync(NetworkStream from, NetworkStream to)
{
    var buffer = new byte[65536];
    while (await from.ReadAsync(buffer) is > 0 and var count)
    {
        if (!Volatile.Read(ref silent))
        {
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    await Task.Delay(Timeout.Infinite); // Neither side is told of the other's end.
}
P
dotnet build -v q -nologo "$work/finding.csproj" -o "$work/bin" >"$work/build" 2>&1 || { cat "$work/build" >&2; exit 2; }
for _ in $(seq 120); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 1; done
sleep 2
seen=$(dotnet "$work/bin/finding.dll" "$port") || { cat "$work/out" >&2; exit 2; }
echo "RabbitMQ $(basename "$(dirname "$(dirname "$script")")" | sed 's/rabbitmq_server-//'), RabbitMQ.Client 7.2.2: $seen"
[ "$seen" = "$expected" ] || { echo "Changed. It was: $expected" >&2; exit 1; }
