#!/usr/bin/env bash
# Scriban.Signed 7.5.3: a render that throws leaves what it had written in the TemplateContext. The next render with the same
# context begins with that text, whoever it is for. Nothing warns of it, and the second render succeeds.
# What helps: a context of its own for each render, or Reset() in a finally block.
set -eu
expected='the first render threw; the second gave: Dear Anna, your room is Dear Boris.'
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
using Scriban;
using Scriban.Runtime;

var context = new TemplateContext();
var values = new ScriptObject { ["first"] = "Anna", ["second"] = "Boris" };
context.PushGlobal(values);
var threw = false;
try
{
    Template.Parse("Dear {{ first }}, your room is {{ room.number }}").Render(context);
}
catch (Scriban.Syntax.ScriptRuntimeException)
{
    threw = true;
}

var second = Template.Parse("Dear {{ second }}.").Render(context);
System.Console.WriteLine($"the first render {(threw ? "threw" : "did not throw")}; the second gave: {second}");
P
seen=$(dotnet run -v quiet 2>&1 | tail -n 1)
echo "Scriban.Signed 7.5.3: $seen"
[ "$seen" = "$expected" ] || { echo "This has changed. Before: $expected" >&2; exit 1; }
