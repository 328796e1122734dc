using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Connections;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Connections;

/// <summary>What a listener that is not the Bot API or the platform of an <c>https://</c> address gets to hear.</summary>
public sealed class OutgoingTlsTests
{
    private const string Secret = "token-that-nobody-may-hear";

    [Fact]
    public async Task A_plain_listener_hears_no_secret()
    {
        await using var front = new TlsFront(certificate: null);

        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var call = CallAsync(front, authorities: null, giveUp.Token);
        await Eventually.TrueAsync("the client's greeting", () => front.Heard.Length > 0);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => call);

        await Eventually.TrueAsync("the end of the connection", () => front.Ended > 0);
        Assert.DoesNotContain(Secret, front.Heard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", false)] // Of no authority that this machine knows.
    [InlineData("other.example", true)] // Of a known one, for another name.
    public async Task A_listener_with_a_certificate_that_is_not_right_hears_no_secret(string name, bool isAuthorityKnown)
    {
        var (authority, certificate) = TestCertificates.Issue(name);
        await using var front = new TlsFront(certificate);

        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(front, isAuthorityKnown ? [X509Certificate2.CreateFromPem(authority)] : null, TestContext.Current.CancellationToken));

        await Eventually.TrueAsync("the end of the connection", () => front.Ended > 0);
        Assert.DoesNotContain(Secret, front.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_of_ones_own_vouches_for_a_server()
    {
        var (authority, certificate) = TestCertificates.Issue("localhost");
        await using var front = new TlsFront(certificate);

        // The front answers nothing; that it heard the call is what counts.
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var call = CallAsync(front, [X509Certificate2.CreateFromPem(authority)], giveUp.Token);

        await Eventually.TrueAsync("the call inside TLS", () => front.Heard.Contains(Secret, StringComparison.Ordinal));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => call);
    }

    [Theory]
    [InlineData("https://bot.example", "/no/such/file.pem", "TELEGRAM_API_CA_FILE is set but the file /no/such/file.pem cannot be read as PEM.")]
    [InlineData("http://localhost:8081", "/no/such/file.pem", "TELEGRAM_API_CA_FILE is set, but the address that it belongs to begins with http:// and uses no TLS: write https://, or remove TELEGRAM_API_CA_FILE.")]
    public void A_file_that_helps_nothing_is_named(string address, string file, string sentence)
    {
        var settings = new Settings(new ConfigurationBuilder().AddInMemoryCollection([new("TELEGRAM_API_CA_FILE", file)]).Build());

        Assert.Null(settings.Authorities("TELEGRAM_API_CA_FILE", new Uri(address)));

        Assert.Contains(sentence, settings.Problems);
    }

    private static async Task CallAsync(TlsFront front, X509Certificate2Collection? authorities, CancellationToken cancellationToken)
    {
        using var http = new HttpMessageInvoker(OutgoingHttp.NewHandler(new AddressRace(TimeProvider.System), authorities));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://localhost:{front.Port}/bot{Secret}/getMe");
        using var response = await http.SendAsync(request, cancellationToken);
    }
}
