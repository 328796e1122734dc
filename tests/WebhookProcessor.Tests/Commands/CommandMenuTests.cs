using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
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
        var bus = RefusingBus.Create<IBusControl>(out var told);
        var (localizer, time) = (app.Services.GetRequiredService<Localizer>(), new FakeTimeProvider());
        using var menu = new CommandMenu(bus, localizer, app.Services.GetRequiredService<IHostApplicationLifetime>(), time, NullLogger<CommandMenu>.Instance);

        await menu.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync("the end of the order", () =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return menu.ExecuteTask!.IsCompleted;
        });

        await menu.ExecuteTask!;
        Assert.Equal(localizer.Languages.Append(null), told.Published.Select(order => ((SetBotCommands)order).Language));
    }
}
