# Starts a Redis and a RabbitMQ of our own, on free ports, with folders of their own; sourced by ./test.
# start_servers sets TEST_REDIS_URL, TEST_RABBITMQ_URL, TEST_RABBITMQ_MANAGEMENT_URL (with it a test makes a virtual host
# of its own, and looks into queues) and TEST_RABBITMQ_METRICS_URL; stop_servers stops both by their process ids. begin_servers is start_servers without
# the ten seconds that RabbitMQ takes: await_rabbitmq waits for it.

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null ||
    perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

# The Debian wrappers on the PATH switch user as root and lose our settings; the ones in the package's own folder keep them.
rabbitmq_bin() {
  local dir
  # Another RabbitMQ than the system's: tests/Compat/run.
  [ -z "${TEST_RABBITMQ_BIN:-}" ] || { echo "$TEST_RABBITMQ_BIN"; return; }
  for dir in /usr/lib/rabbitmq/bin /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin; do
    [ -x "$dir/rabbitmq-server" ] && { echo "$dir"; return; }
  done
  dirname "$(command -v rabbitmq-server)"
}

start_redis() {
  local port
  port=$(free_port)
  mkdir -p "$SERVERS/redis"
  redis-server --port "$port" --bind 127.0.0.1 --dir "$SERVERS/redis" --save '' --appendonly yes --maxmemory-policy noeviction --databases 10000 >"$SERVERS/redis.log" 2>&1 &
  REDIS_PID=$!
  TEST_REDIS_URL="redis://127.0.0.1:$port"
  export TEST_REDIS_URL
  local tries=0
  until redis-cli -p "$port" ping >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ $tries -gt 100 ] || ! kill -0 "$REDIS_PID" 2>/dev/null; then
      echo "redis-server did not start:" >&2
      tail -n 20 "$SERVERS/redis.log" >&2
      return 1
    fi
    sleep 0.1
  done
}

begin_rabbitmq() {
  local bin port dist management metrics
  bin=$(rabbitmq_bin)
  port=$(free_port)
  dist=$(free_port)
  management=$(free_port)
  metrics=$(free_port)
  mkdir -p "$SERVERS/rabbitmq/home" "$SERVERS/rabbitmq/mnesia" "$SERVERS/rabbitmq/log"
  printf 'listeners.tcp.default = 127.0.0.1:%s\ndisk_free_limit.absolute = 50MB\nvm_memory_high_watermark.absolute = 2GB\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = %s\nprometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = %s\n' "$port" "$management" "$metrics" >"$SERVERS/rabbitmq/rabbitmq.conf"
  printf '[rabbitmq_management,rabbitmq_prometheus].\n' >"$SERVERS/rabbitmq/enabled_plugins"
  RABBITMQ_ENV=(
    "HOME=$SERVERS/rabbitmq/home"
    "RABBITMQ_NODENAME=phstudio-test-$port@localhost"
    "RABBITMQ_NODE_PORT=$port"
    "RABBITMQ_DIST_PORT=$dist"
    "RABBITMQ_CONFIG_FILE=$SERVERS/rabbitmq/rabbitmq"
    "RABBITMQ_MNESIA_BASE=$SERVERS/rabbitmq/mnesia"
    "RABBITMQ_LOG_BASE=$SERVERS/rabbitmq/log"
    "RABBITMQ_ENABLED_PLUGINS_FILE=$SERVERS/rabbitmq/enabled_plugins"
    "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none
      -rabbit collect_statistics_interval 1000 -rabbit quorum_tick_interval 1000"
    # A port mapper of our own: the shared one would listen on every address and outlive us.
    "ERL_EPMD_ADDRESS=127.0.0.1"
    "ERL_EPMD_PORT=$(free_port)"
  )
  env "${RABBITMQ_ENV[@]}" "$bin/rabbitmq-server" >"$SERVERS/rabbitmq.log" 2>&1 &
  RABBITMQ_PID=$!
  TEST_RABBITMQ_URL="amqp://guest:guest@127.0.0.1:$port/"
  TEST_RABBITMQ_MANAGEMENT_URL="http://guest:guest@127.0.0.1:$management"
  TEST_RABBITMQ_METRICS_URL="http://127.0.0.1:$metrics"
  export TEST_RABBITMQ_URL TEST_RABBITMQ_MANAGEMENT_URL TEST_RABBITMQ_METRICS_URL
}

await_rabbitmq() {
  local port=${TEST_RABBITMQ_URL##*:} management=${TEST_RABBITMQ_MANAGEMENT_URL##*:} tries=0
  until (exec 3<>"/dev/tcp/127.0.0.1/${port%/}" 4<>"/dev/tcp/127.0.0.1/$management") 2>/dev/null; do
    tries=$((tries + 1))
    if [ $tries -gt 900 ] || ! kill -0 "$RABBITMQ_PID" 2>/dev/null; then
      echo "rabbitmq-server did not start:" >&2
      tail -n 20 "$SERVERS/rabbitmq.log" >&2
      return 1
    fi
    sleep 0.1
  done
}

begin_servers() {
  SERVERS=$(mktemp -d)
  start_redis && begin_rabbitmq
}

start_servers() {
  begin_servers && await_rabbitmq
}

stop_servers() {
  local pid
  for pid in ${RABBITMQ_PID:-} ${REDIS_PID:-}; do
    # The server script runs the Erlang machine as its child: end both, the child first.
    pkill -TERM -P "$pid" 2>/dev/null
    kill -TERM "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  done
  [ -n "${RABBITMQ_ENV:-}" ] && env "${RABBITMQ_ENV[@]}" epmd -kill >/dev/null 2>&1
  [ -n "${SERVERS:-}" ] && rm -rf "$SERVERS"
}
