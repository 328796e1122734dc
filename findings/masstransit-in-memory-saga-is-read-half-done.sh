#!/usr/bin/env bash
# MassTransit 8.5.12, saga repository in memory: ILoadSagaRepository.Load gives out the stored object itself while a step is at work on it.
# A reader sees a change before the step has ended; when the step fails, the change stays.
# With a repository in Redis or a database the same reader sees the last committed state. Tests on memory therefore pass or fail where
# production does not.
set -eu
expected='during the step: "half done", the same object afterwards: True, after the failure: "half done"'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >finding.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="MassTransit" Version="[8.5.12]" />
    <PackageReference Include="Microsoft.Extensions.Hosting" Version="[10.0.12]" />
  </ItemGroup>
</Project>
P
cat >Program.cs <<'P'
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orders;

var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Services.AddMassTransit(bus =>
{
    bus.DisableUsageTelemetry();
    bus.AddSagaStateMachine<OrderMachine, Order>().InMemoryRepository();
    bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
});
using var host = builder.Build();
await host.StartAsync();
var id = NewId.NextGuid();
var bus = host.Services.GetRequiredService<IBus>();
await bus.Publish(new Ordered(id));
await Held.Ordered.Task;
await Task.Delay(500);
await bus.Publish(new Numbered(id));
await Held.Begun.Task;
await using var scope = host.Services.CreateAsyncScope();
var reader = scope.ServiceProvider.GetRequiredService<ILoadSagaRepository<Order>>();
var during = await reader.Load(id);
var number = during?.Number;
Held.MayFail.SetResult();
await Held.Failed.Task;
var after = await reader.Load(id);
Console.WriteLine($"during the step: \"{number}\", the same object afterwards: {ReferenceEquals(during, after)}, after the failure: \"{after?.Number}\"");
await host.StopAsync();

namespace Orders
{
public record Ordered(Guid CorrelationId) : CorrelatedBy<Guid>;

public record Numbered(Guid CorrelationId) : CorrelatedBy<Guid>;

public class Order : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public string Number { get; set; } = "";
}

public class OrderMachine : MassTransitStateMachine<Order>
{
    public OrderMachine()
    {
        InstanceState(order => order.CurrentState);
        Event(() => Ordered);
        Event(() => Numbered);
        Initially(When(Ordered).Then(_ => Held.Ordered.SetResult()).TransitionTo(Open));
        During(Open, When(Numbered).ThenAsync(async context =>
        {
            context.Saga.Number = "half done";
            Held.Begun.SetResult();
            await Held.MayFail.Task;
            // A moment later, so that the reader comes after the step.
            _ = Task.Run(async () => { await Task.Delay(500); Held.Failed.SetResult(); });
            throw new InvalidOperationException("The step fails.");
        }));
    }

    public State Open { get; private set; } = null!;
    public Event<Ordered> Ordered { get; private set; } = null!;
    public Event<Numbered> Numbered { get; private set; } = null!;
}

public static class Held
{
    public static readonly TaskCompletionSource Ordered = new();
    public static readonly TaskCompletionSource Begun = new();
    public static readonly TaskCompletionSource MayFail = new();
    public static readonly TaskCompletionSource Failed = new();
}
}
P
seen=$(dotnet run -v quiet 2>&1 | tail -n 1)
echo "MassTransit 8.5.12: $seen"
[ "$seen" = "$expected" ] || { echo "This has changed. Before: $expected" >&2; exit 1; }
