using System.Net;

namespace PhStudio.Messaging.InfraTests.Broker;

/// <summary>Who sees what of the management interface, by the tags of <c>infra/rabbitmq/definitions.json</c>.</summary>
public sealed class ManagementTests
{
    /// <summary><c>RABBITMQ_MANAGEMENT_URL</c> is of the Gateway alone. That <c>GET /queues</c> has its figures: <see cref="BrokerUsersTests"/>.</summary>
    [Theory]
    [InlineData("gateway", true)]
    [InlineData("sender", false)]
    [InlineData("webhook-processor", false)]
    [InlineData("platform", false)]
    public async Task The_Gateway_sees_the_figures_of_queues_and_neither_the_platform_nor_the_other_services_do(string user, bool sees)
    {
        await using var server = await VirtualHost.CreateAsync();
        await using var users = await BrokerUsers.CreateAsync(server);

        Assert.Equal(sees ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, await users.AskManagementAsync(user, "queues"));
        // It sees queues, and is no administrator.
        Assert.Equal(HttpStatusCode.Unauthorized, await users.AskManagementAsync(user, "permissions"));
        foreach (var plugins in new[] { "infra/rabbitmq/enabled_plugins", "infra/kubernetes/overlays/small/enabled_plugins" })
        {
            Assert.Contains("rabbitmq_management,", await File.ReadAllTextAsync(Path.Combine(Repository.Root, plugins), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }
}
