using System.Reflection;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Commands;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Texts;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Commands;

/// <summary>What a service of the background throws ends the whole process.</summary>
public sealed class CommandMenuTests
{
    [Fact]
    public async Task A_broker_that_goes_away_while_the_menus_are_ordered_ends_nothing()
    {
        await using var app = await ProcessorApp.StartAsync();
        var bus = DispatchProxy.Create<IBusControl, RefusingTwice>();
        var (localizer, time) = (app.Services.GetRequiredService<Localizer>(), new FakeTimeProvider());
        using var menu = new CommandMenu(bus, app.Services.GetRequiredService<CommandList>(), localizer, app.Services.GetRequiredService<IHostApplicationLifetime>(), time);

        await menu.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the end of the order", () =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return menu.ExecuteTask!.IsCompleted;
        });

        await menu.ExecuteTask!;
        Assert.Equal(localizer.Languages.Append(null), ((RefusingTwice)(object)bus).Ordered);
    }

    /// <summary>A healthy bus whose first two publishes find no connection.</summary>
    public class RefusingTwice : DispatchProxy
    {
        private int _publishes;

        public List<string?> Ordered { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IBusControl.CheckHealth))
            {
                return BusHealthResult.Healthy("", new Dictionary<string, EndpointHealthResult>());
            }

            if (Interlocked.Increment(ref _publishes) <= 2)
            {
                return Task.FromException(new RabbitMqConnectionException("The connection is not there."));
            }

            Ordered.Add(((SetBotCommands)args![0]!).Language);
            return Task.CompletedTask;
        }
    }
}
