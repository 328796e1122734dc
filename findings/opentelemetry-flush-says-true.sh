#!/usr/bin/env bash
# OpenTelemetry 1.20.1 with its OTLP exporter: ForceFlush() and Shutdown() of a tracer provider return true though every export
# was refused. A program that checks the result before it exits learns nothing about spans that are gone.
# With the endpoint set in code the exporter also posts to the path given, here "/": "/v1/traces" is appended only to an address
# that comes from OTEL_EXPORTER_OTLP_ENDPOINT.
set -eu
expected='flush: True, the receiver saw: POST / and answered 400'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="OpenTelemetry.Exporter.OpenTelemetryProtocol" Version="[1.20.1]" />
  </ItemGroup>
</Project>
P
cat >Program.cs <<'P'
using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

var probe = new TcpListener(IPAddress.Loopback, 0);
probe.Start();
var port = ((IPEndPoint)probe.LocalEndpoint).Port;
probe.Stop();
using var receiver = new HttpListener();
receiver.Prefixes.Add($"http://127.0.0.1:{port}/");
receiver.Start();
var seen = Task.Run(async () =>
{
    var call = await receiver.GetContextAsync();
    call.Response.StatusCode = 400;
    call.Response.Close();
    return $"{call.Request.HttpMethod} {call.Request.Url!.AbsolutePath} and answered 400";
});
using var source = new ActivitySource("finding");
using var provider = Sdk.CreateTracerProviderBuilder().AddSource("finding")
    .AddOtlpExporter(options => { options.Endpoint = new Uri($"http://127.0.0.1:{port}"); options.Protocol = OtlpExportProtocol.HttpProtobuf; })
    .Build();
source.StartActivity("work")!.Dispose();
var flushed = provider.ForceFlush();
Console.WriteLine($"flush: {flushed}, the receiver saw: {await seen}");
P
seen=$(dotnet run -v quiet 2>&1 | tail -n 1)
echo "OpenTelemetry 1.20.1: $seen"
[ "$seen" = "$expected" ] || { echo "This has changed. Before: $expected" >&2; exit 1; }
