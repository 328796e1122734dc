#!/usr/bin/env bash
# Scriban.Signed 7.5.3: a System.Text.Json JsonElement works as the model itself, and its members can be read. Put into a
# ScriptObject by its indexer, every member of the same element is empty: no exception, a loop over its array runs zero times,
# and a JSON false counts as true. Texts then go out without their values.
# What helps: convert the element to plain objects, lists and scalars before the render.
set -eu
expected='as the model: [Anna] [ab] [no]; in a ScriptObject: [] [] [yes]'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Scriban.Signed" Version="[7.5.3]" /></ItemGroup>
</Project>
P
cat >Program.cs <<'P'
using System.Text.Json;
using Scriban;
using Scriban.Runtime;

var json = JsonDocument.Parse("""{"name":"Anna","slots":["a","b"],"paid":false}""").RootElement;
var asModel = Template.Parse("[{{ name }}] [{{ for s in slots }}{{ s }}{{ end }}] [{{ if paid }}yes{{ else }}no{{ end }}]").Render(json);

var global = new ScriptObject();
global["values"] = new ScriptObject { ["booking"] = json, ["paid"] = json.GetProperty("paid") };
var context = new TemplateContext();
context.PushGlobal(global);
var nested = Template.Parse("[{{ values.booking.name }}] [{{ for s in values.booking.slots }}{{ s }}{{ end }}] [{{ if values.paid }}yes{{ else }}no{{ end }}]").Render(context);
System.Console.WriteLine($"as the model: {asModel}; in a ScriptObject: {nested}");
P
seen=$(dotnet run -v quiet 2>&1 | tail -n 1)
echo "Scriban.Signed 7.5.3: $seen"
[ "$seen" = "$expected" ] || { echo "This has changed. Before: $expected" >&2; exit 1; }
