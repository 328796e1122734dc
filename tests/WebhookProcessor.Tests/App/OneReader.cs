using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.WebhookProcessor.Tests.App;

/// <summary>What one person alone was to be shown, and whether the Sender could.</summary>
public sealed class OneReaders
{
    public bool IsShown { get; set; } = true;

    /// <summary>True for a Sender that takes the order and never answers.</summary>
    public bool IsSilent { get; set; }

    public ConcurrentQueue<SendEphemeral> Shown { get; } = [];

    public ConcurrentQueue<DeleteEphemeral> Deleted { get; } = [];

    public static Task<ProcessorApp> StartAsync(OneReaders readers, params (string Name, string? Value)[] settings) => ProcessorApp.StartAsync(readers.Add, [("EPHEMERAL", "auto"), .. settings]);

    /// <summary>With a clock that the test moves.</summary>
    public static Task<ProcessorApp> StartAtAsync(TimeProvider clock, OneReaders readers, params (string Name, string? Value)[] settings) => ProcessorApp.StartAtAsync(clock, readers.Add, [("EPHEMERAL", "auto"), .. settings]);

    /// <summary>With the Gateway in the same host.</summary>
    public static Task<ProcessorApp> StartWithGatewayAsync(OneReaders readers, params (string Name, string? Value)[] settings) => ProcessorApp.StartWithGatewayAsync(readers.Add, [("EPHEMERAL", "auto"), .. settings]);

    private void Add(IBusRegistrationConfigurator bus)
    {
        bus.AddSingleton(this);
        bus.AddConsumer<OneReader>().On("one-reader");
        bus.AddConsumer<KnownBot>();
    }

    public Task<SendEphemeral> NextAsync(string awaited) => Eventually.GetAsync(awaited, () => Task.FromResult(Shown.TryDequeue(out var next) ? next : null), next => next is not null)!;
}

/// <summary>Plays the Sender.</summary>
public sealed class OneReader(OneReaders readers) : IConsumer<SendEphemeral>, IConsumer<DeleteEphemeral>
{
    public async Task Consume(ConsumeContext<SendEphemeral> context)
    {
        readers.Shown.Enqueue(context.Message);
        if (context.ResponseAddress is not null && !readers.IsSilent)
        {
            await context.RespondAsync(new EphemeralAnswered { IsShown = readers.IsShown });
        }
    }

    public Task Consume(ConsumeContext<DeleteEphemeral> context)
    {
        readers.Deleted.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}
