#!/usr/bin/env bash
# RabbitMQ 3.10.8, three nodes, a quorum queue with its leader on the first. The first node is killed, and a channel on a living node publishes to the queue
# for the first time before another leader is known: that channel is refused (basic.nack) for as long as the dead node is away, while a channel that is opened
# afterwards, on the same connection, is confirmed at once. Nothing closes the refused channel: a publisher that only publishes again never gets through.
# What helps: a new channel after a refusal.
set -eu
command -v rabbitmq-server >/dev/null || { echo "Needs rabbitmq-server (Debian: rabbitmq-server)." >&2; exit 2; }
expected='the first channel: refused 10 of 10; a new one: confirmed; the first one after the node is back: confirmed'
script=$(ls /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server | tail -1)
work=$(mktemp -d)
pids=()
export HOME=$work ERL_EPMD_ADDRESS=127.0.0.1
stop() {
  for pid in "${pids[@]}"; do kill -9 -- "-$pid" 2>/dev/null || true; done
  epmd -port "$ERL_EPMD_PORT" -kill >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT
read -r ERL_EPMD_PORT a b c da db dc < <(python3 - <<'P'
import socket
sockets = [socket.socket() for _ in range(7)]
for one in sockets: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in sockets))
P
)
export ERL_EPMD_PORT
node() { # port, port between nodes
  mkdir -p "$work/$1"
  cat >"$work/$1/rabbitmq.conf" <<C
listeners.tcp.default = 127.0.0.1:$1
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = n$a@localhost
cluster_formation.classic_config.nodes.2 = n$b@localhost
cluster_formation.classic_config.nodes.3 = n$c@localhost
C
  echo '[].' >"$work/$1/plugins"
  RABBITMQ_NODENAME=n$1@localhost RABBITMQ_NODE_PORT=$1 RABBITMQ_DIST_PORT=$2 RABBITMQ_CONFIG_FILE=$work/$1/rabbitmq RABBITMQ_MNESIA_BASE=$work/$1/mnesia \
    RABBITMQ_LOG_BASE=$work/$1/log RABBITMQ_ENABLED_PLUGINS_FILE=$work/$1/plugins setsid "$script" >"$work/$1/out" 2>&1 &
  pids+=($!)
  disown
  echo ${pids[-1]} >"$work/$1/group"
}
cat >"$work/finding.csproj" <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="RabbitMQ.Client" Version="[7.2.2]" /></ItemGroup>
</Project>
P
cat >"$work/Program.cs" <<'P'
using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

var (first, second, group, again) = (int.Parse(args[0]), int.Parse(args[1]), args[2], args[3]);
const string Queue = "orders";
await using var leading = await ConnectAsync(first);
await using (var channel = await leading.CreateChannelAsync())
{
    var arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-queue-leader-locator"] = "client-local" };
    await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, arguments);
}

await using var living = await ConnectAsync(second);
var confirms = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
await using var old = await living.CreateChannelAsync(confirms);
Process.Start("kill", ["-9", "--", "-" + File.ReadAllText(group).Trim()]).WaitForExit();
var refused = 0;
for (var i = 0; i < 10; i++)
{
    refused += await IsConfirmedAsync(old) ? 0 : 1;
    await Task.Delay(1000);
}

await using var fresh = await living.CreateChannelAsync(confirms);
var other = await IsConfirmedAsync(fresh);
Process.Start(again).WaitForExit();
var returned = false;
for (var i = 0; i < 60 && !returned; i++)
{
    await Task.Delay(1000);
    returned = await IsConfirmedAsync(old);
}

Console.WriteLine($"the first channel: refused {refused} of 10; a new one: {(other ? "confirmed" : "refused")}; the first one after the node is back: {(returned ? "confirmed" : "refused")}");

static async Task<IConnection> ConnectAsync(int port) => await new ConnectionFactory { HostName = "127.0.0.1", Port = port, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

static async Task<bool> IsConfirmedAsync(IChannel channel)
{
    try
    {
        await channel.BasicPublishAsync("", Queue, "order"u8.ToArray());
        return true;
    }
    catch (PublishException)
    {
        return false;
    }
}
P
dotnet build -v q -nologo "$work/finding.csproj" -o "$work/bin" >"$work/build" 2>&1 || { cat "$work/build" >&2; exit 2; }
up() { for _ in $(seq 120); do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return; sleep 1; done; echo "RabbitMQ did not start." >&2; cat "$work/$1/out" >&2; exit 2; }
node "$a" "$da"; up "$a"
node "$b" "$db"; up "$b"
node "$c" "$dc"; up "$c"
mkfifo "$work/again"
printf '#!/bin/sh\necho again >%s\n' "$work/again" >"$work/start-again"; chmod +x "$work/start-again"
dotnet "$work/bin/finding.dll" "$a" "$b" "$work/$a/group" "$work/start-again" >"$work/seen" 2>"$work/errors" &
client=$!
read -r _ <"$work/again"
node "$a" "$da"
wait "$client" || { cat "$work/errors" >&2; exit 2; }
seen=$(cat "$work/seen")
echo "RabbitMQ $(basename "$(dirname "$(dirname "$script")")" | sed 's/rabbitmq_server-//'), RabbitMQ.Client 7.2.2: $seen"
[ "$seen" = "$expected" ] || { echo "Changed. It was: $expected" >&2; exit 1; }
