using System.Net.Sockets;
using PhStudio.Messaging.ServiceDefaults.Connections;

namespace PhStudio.Messaging.ServiceDefaults.Tests.Connections;

/// <summary>A socket's own exception reaches no caller.</summary>
public sealed class SocketErrorsTests
{
    [Fact]
    public async Task A_connection_that_is_reset_right_after_it_was_made_is_a_failed_request()
    {
        using var http = new HttpMessageInvoker(new SocketErrors(new ResetAtOnce()));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1/");

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal(HttpRequestError.ConnectionError, failure.HttpRequestError);
    }

    private sealed class ResetAtOnce : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new SocketException((int)SocketError.NotConnected);
    }
}
