#!/usr/bin/env bash
# Redis 7 with Sentinel: a setting that was changed for the time of a failover only (CONFIG SET, no CONFIG REWRITE) is in the old master's file afterwards.
# Sentinel turns a server by REPLICAOF and CONFIG REWRITE in one transaction, and the rewrite saves every setting as it is at that moment. Setting it back
# at run time changes the memory only: the server runs with 1, and has 100 again after its next start, which may be months later.
# What helps: CONFIG REWRITE after the setting was set back, or to start each time from a file that no rewrite can reach.
set -eu
command -v redis-server >/dev/null || { echo "Needs redis-server (Debian: redis-server)." >&2; exit 2; }
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
read -r m r s < <(python3 -c '
import socket
sockets = [socket.socket() for _ in range(3)]
for one in sockets: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in sockets))')
for port in "$m" "$r"; do
  mkdir "$work/$port"
  printf 'port %s\nbind 127.0.0.1\ndir %s\nsave ""\nmin-replicas-to-write 1\n' "$port" "$work/$port" >"$work/$port/redis.conf"
done
printf 'replicaof 127.0.0.1 %s\n' "$m" >>"$work/$r/redis.conf"
printf 'port %s\nbind 127.0.0.1\ndir %s\nsentinel monitor mymaster 127.0.0.1 %s 1\n' "$s" "$work" "$m" >"$work/sentinel.conf"

start() {
  redis-server "$work/$1/redis.conf" >>"$work/$1.log" 2>&1 &
  pids+=($!)
}
until_said() { # words, then a command: until its answer has them
  local words=$1 tries=0; shift
  until "$@" 2>/dev/null | grep -q -- "$words"; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { echo "Waited a minute for '$words'." >&2; exit 2; }
    sleep 0.2
  done
}
value() { redis-cli -p "$m" config get min-replicas-to-write | tail -n 1; }

start "$m"; old=$!
start "$r"
until_said master_link_status:up redis-cli -p "$r" info replication
redis-server "$work/sentinel.conf" --sentinel >"$work/sentinel.log" 2>&1 &
pids+=($!)
until_said "slaves=1" redis-cli -p "$s" info sentinel

redis-cli -p "$m" config set min-replicas-to-write 100 >/dev/null
redis-cli -p "$s" sentinel failover mymaster >/dev/null
until_said role:slave redis-cli -p "$m" info replication
until_said "^replicaof" cat "$work/$m/redis.conf"
redis-cli -p "$m" config set min-replicas-to-write 1 >/dev/null
running=$(value)
kill "$old"; wait "$old" 2>/dev/null || true
start "$m"
until_said PONG redis-cli -p "$m" ping
after=$(value)
echo "Redis $(redis-server --version | grep -oE 'v=[0-9.]+' | cut -d= -f2): set back to $running before the restart, $after after it"
[ "$running $after" = "1 100" ]
