#!/usr/bin/env bash
# StackExchange.Redis 3.4.35 with Redis 7: where the server's default user needs no password, a user and a password that the
# server refuses do not fail the connection. The client goes on as "default", with that user's rights, and says IsConnected.
# A wrong password in a setting is then noticed by nobody, and commands run under another name than the one that was set.
# What helps: ask ACL WHOAMI once after connecting, or give the default user a password.
set -eu
expected='connected: True, user: default, SET: True'
command -v redis-server >/dev/null || { echo "Needs redis-server (Debian: redis-server)." >&2; exit 2; }
work=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
redis-server --port "$port" --bind 127.0.0.1 --save '' --dir "$work" >"$work/redis.log" 2>&1 &
server=$!
trap 'kill "$server"; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="StackExchange.Redis" Version="[3.4.35]" /></ItemGroup>
</Project>
P
cat >Program.cs <<'P'
using System;
using System.Net;
using StackExchange.Redis;

var options = new ConfigurationOptions { User = "app", Password = "not-its-password", AbortOnConnectFail = true };
options.EndPoints.Add(IPAddress.Loopback, int.Parse(args[0]));
await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
var database = redis.GetDatabase();
var user = await database.ExecuteAsync("ACL", "WHOAMI");
Console.WriteLine($"connected: {redis.IsConnected}, user: {user}, SET: {await database.StringSetAsync("key", "value")}");
P
seen=$(dotnet run -v quiet -- "$port" 2>&1 | tail -n 1)
echo "StackExchange.Redis 3.4.35, $(redis-server --version | grep -o 'v=[0-9.]*'): $seen"
[ "$seen" = "$expected" ] || { echo "This has changed. Before: $expected" >&2; exit 1; }
