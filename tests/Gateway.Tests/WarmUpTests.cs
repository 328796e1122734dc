using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.ServiceDefaults.WarmUps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What the Gateway does at its start so that the first booking does not wait for it.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public async Task Each_step_succeeds_and_nothing_of_it_is_kept_counted_or_traced()
    {
        await using var gateway = await GatewayApp.StartAsync();

        using (var telemetry = new ThreadTelemetry())
        {
            var steps = gateway.Services.GetRequiredService<WarmUp>().Steps;
            Assert.NotEmpty(steps);
            foreach (var step in steps)
            {
                step.Run(gateway.Services);
            }

            Assert.Empty(telemetry.Names);
        }

        var (status, messages) = await gateway.GetAsync("/messages");
        Assert.Equal(200, status);
        Assert.Equal(0, messages.GetProperty("messages").GetArrayLength());
        var (audited, audit) = await gateway.GetAsync("/audit");
        Assert.Equal(200, audited);
        Assert.DoesNotContain("sample", audit.ToString(), StringComparison.Ordinal);
    }
}
