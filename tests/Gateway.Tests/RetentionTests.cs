using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Messages;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>How long the Gateway keeps what: each setting reaches its own option.</summary>
public sealed class RetentionTests
{
    [Fact]
    public async Task Each_setting_is_the_life_of_what_it_names()
    {
        await using var gateway = await GatewayApp.StartAsync(settings: [("RETENTION_MESSAGES_DAYS", "3"), ("SENDER_LEDGER_DAYS", "4"), ("RETENTION_AUDIT_DAYS", "5")]);

        var messages = gateway.Services.GetRequiredService<MessageStatusOptions>();
        Assert.Equal((3, 4, 5), (messages.Expiry.TotalDays, messages.UnknownExpiry.TotalDays, gateway.Services.GetRequiredService<AuditOptions>().Retention.TotalDays));
    }
}
