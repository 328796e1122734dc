using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using PhStudio.Messaging.ServiceDefaults.Broker;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>With amqps:// no port and no certificate of a stranger's makes a process say who it is.</summary>
public sealed class TlsTests
{
    private const string Password = "a-password-for-the-broker-only";

    [Fact]
    public async Task A_listener_without_tls_sees_no_protocol_header_and_no_credential()
    {
        await using var plain = new TlsFront(certificate: null);
        await using var host = await StartAsync(plain.Port);

        await Eventually.TrueAsync("two connections, the bus's and our own", () => plain.Heard.Length > 100);

        Assert.Equal('\u0016', plain.Heard[0]); // A TLS handshake.
        Assert.DoesNotContain("AMQP", plain.Heard);
        Assert.DoesNotContain(Password, plain.Heard);
    }

    [Theory]
    [InlineData("127.0.0.1", false)] // By an authority that nobody knows.
    [InlineData("broker.example", true)] // For another name.
    public async Task A_certificate_of_a_strangers_is_told_nothing(string name, bool known)
    {
        var (authority, certificate) = TestCertificates.Issue(name);
        var file = known ? await FileAsync(authority) : null;
        await using var stranger = new TlsFront(certificate);
        await using var host = await StartAsync(stranger.Port, file);

        await Eventually.TrueAsync("the connections to be given up", () => stranger.Ended >= 4);

        Assert.Empty(stranger.Heard);
    }

    [Fact]
    public async Task A_broker_whose_authority_is_named_is_used_through_tls_on_any_port()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var (authority, certificate) = TestCertificates.Issue("127.0.0.1");
        await using var front = new TlsFront(certificate, new Uri(broker.Url));
        var inbox = new Inbox();
        await using var host = await TestHost.StartAsync(broker.Url.Replace("amqp://", "amqps://", StringComparison.Ordinal).Replace($":{new Uri(broker.Url).Port}", $":{front.Port}", StringComparison.Ordinal),
            bus => bus.AddConsumer<BookingConsumer, BookingConsumerDefinition>(), services => services.AddSingleton(inbox), settings: ("RABBITMQ_CA_FILE", await FileAsync(authority)));

        await host.PublishAsync(Samples.Booking());

        await Eventually.TrueAsync("the booking", () => !inbox.Messages.IsEmpty);
        await Eventually.GetAsync("readiness", () => host.ReadyAsync(), report => report.Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task The_next_host_is_tried_where_one_is_not_there()
    {
        await using var broker = await VirtualHost.CreateAsync();
        var port = new Uri(broker.Url).Port;
        var inbox = new Inbox();
        await using var host = await TestHost.StartAsync(broker.Url.Replace($":{port}", $":{FreePort.Next()},127.0.0.1:{port}", StringComparison.Ordinal),
            bus => bus.AddConsumer<BookingConsumer, BookingConsumerDefinition>(), services => services.AddSingleton(inbox));

        await host.PublishAsync(Samples.Booking());

        await Eventually.TrueAsync("the booking", () => !inbox.Messages.IsEmpty);
    }

    [Theory]
    [InlineData("amqp://u:p@a", "rabbitmq://a:5672/", "a:5672")]
    [InlineData("amqps://u:p@a:1,b:2,c/studio", "rabbitmqs://a:1/studio", "a:1 b:2 c:5671")]
    [InlineData("amqp://u:p%40ss@[::1]:7/v%2Fh", "rabbitmq://[::1]:7/v%2Fh", "[::1]:7")]
    public void An_address_names_its_hosts(string url, string uri, string nodes)
    {
        var address = RabbitMqAddress.Parse(url)!;

        Assert.Equal((new Uri(uri), nodes), (address.Uri, string.Join(' ', address.Nodes.Select(node => $"{node.Host}:{node.Port}"))));
    }

    [Theory]
    [InlineData("http://u:p@a")]
    [InlineData("amqp://a")]
    [InlineData("amqp://u@a")]
    [InlineData("amqp://u:p@a,,b")]
    [InlineData("amqp://u:p@a:x")]
    [InlineData("amqp://u:p@")]
    public void What_is_no_address_is_refused(string url) => Assert.Null(RabbitMqAddress.Parse(url));

    private static Task<TestHost> StartAsync(int port, string? authorities = null) =>
        TestHost.StartAsync($"amqps://user:{Password}@127.0.0.1:{port}/", untilHealthy: false, settings: authorities is null ? [] : [("RABBITMQ_CA_FILE", authorities)]);

    private static async Task<string> FileAsync(string pem)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("phstudio-ca-").FullName, "ca.pem");
        await File.WriteAllTextAsync(file, pem, TestContext.Current.CancellationToken);
        return file;
    }
}
