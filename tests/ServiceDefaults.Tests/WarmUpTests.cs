using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Wire;
using PhStudio.Messaging.ServiceDefaults.WarmUps;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

public sealed class WarmUpTests
{
    [Fact]
    public async Task A_step_that_fails_keeps_no_other_from_being_done_and_no_service_from_its_start()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddMessageBus(_ => { });
        builder.AddWarmUp(new WarmUpStep("broken", _ => throw new InvalidOperationException("broken")), new WarmUpStep("second", _ => done.TrySetResult()));
        using var host = builder.Build();

        await host.StartAsync();

        await done.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await host.StopAsync();
    }

    [Fact]
    public void A_message_that_breaks_its_contract_is_not_taken_for_a_sample()
    {
        _ = MessageBusOptionsOnce();

        Assert.Equal("sample", WireWarmUp.Pass(SampleMessages.Booking).BookingId);
        Assert.Throws<InvalidMessageException>(() => WireWarmUp.Pass(SampleMessages.Booking with { PeopleCount = 0 }));
    }

    private static IBus MessageBusOptionsOnce()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddMessageBus(_ => { });
        return builder.Build().Services.GetRequiredService<IBus>();
    }
}
