using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MassTransit;

namespace PhStudio.Messaging.ServiceDefaults.WarmUps;

/// <summary>One thing of a first message's that can be done without the message.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Run">Does it, in this process alone: it sends, stores, counts and logs nothing.</param>
public sealed record WarmUpStep(string Name, Action<IServiceProvider> Run);

/// <summary>
/// Does once, beside the start of the bus, what the first booking would be the first to do: most of its time went to the just-in-time compiler and to reflection
/// over the contracts (docs/decisions/0330). Readiness does not wait for it.
/// </summary>
public sealed partial class WarmUp(IEnumerable<WarmUpStep> steps, IServiceProvider services, ILogger<WarmUp> logger) : BackgroundService
{
    /// <summary>The steps, in their order.</summary>
    public IReadOnlyList<WarmUpStep> Steps { get; } = [.. steps];

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() =>
    {
        // With it MassTransit's options of JSON are as they stay.
        services.GetRequiredService<IBus>();
        // Twice: reflection makes the fast way to a property when it is used again.
        foreach (var step in Steps.Concat(Steps))
        {
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                step.Run(services);
            }
            catch (Exception e)
            {
                // The first message finds out for itself: the service goes on.
                Log.NotDone(logger, step.Name, e.GetType().Name);
            }
        }
    }, stoppingToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "The first message will wait longer: {Step} failed with {Error}")]
        public static partial void NotDone(ILogger logger, string step, string error);
    }
}

/// <summary>Registers what a service warms up.</summary>
public static class WarmUpRegistration
{
    /// <summary>Adds steps behind those that are there.</summary>
    public static void AddWarmUp(this IHostApplicationBuilder builder, params IEnumerable<WarmUpStep> steps)
    {
        foreach (var step in steps)
        {
            builder.Services.AddSingleton(step);
        }

        builder.Services.TryAddSingleton<WarmUp>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WarmUp>(provider => provider.GetRequiredService<WarmUp>()));
    }
}
