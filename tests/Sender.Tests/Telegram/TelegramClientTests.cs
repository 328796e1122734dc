using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.ServiceDefaults.Connections;

namespace PhStudio.Messaging.Sender.Tests.Telegram;

public sealed class TelegramClientTests
{
    private const string Token = "123456:a-secret-token";
    private static readonly SendMessageCall Hello = new() { ChatId = "42", Text = "hello", MessageThreadId = null };

    [Fact]
    public async Task A_call_is_snake_case_json_with_nothing_absent_written()
    {
        await using var server = new OneAnswerServer("HTTP/1.1 200 OK\r\nContent-Length: 39\r\n\r\n{\"ok\":true,\"result\":{\"message_id\":5}}  ");

        var answer = await Ask(server.Port);

        Assert.Equal(new Outcome.Delivered(5), Classification.Classify(answer));
        Assert.StartsWith($"POST /bot{Token}/sendMessage HTTP/1.1", server.Request, StringComparison.Ordinal);
        Assert.EndsWith("""{"chat_id":"42","text":"hello"}""", server.Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paid_message_says_so()
    {
        await using var server = new OneAnswerServer("HTTP/1.1 200 OK\r\nContent-Length: 39\r\n\r\n{\"ok\":true,\"result\":{\"message_id\":5}}  ");

        await Ask(server.Port, call: Hello with { AllowPaidBroadcast = true });

        Assert.EndsWith("""{"chat_id":"42","text":"hello","allow_paid_broadcast":true}""", server.Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_certainly_sent_nothing()
    {
        var answer = await Ask(UnusedPort());

        Assert.IsType<Answer.NeverLeft>(answer);
    }

    [Fact]
    public async Task A_failed_tls_handshake_certainly_sent_nothing()
    {
        await using var server = new OneAnswerServer("this is no TLS\r\n\r\n", answerAtOnce: true);

        var answer = await Ask(server.Port, "https");

        Assert.IsType<Answer.NeverLeft>(answer);
    }

    [Fact]
    public async Task A_connection_cut_after_the_request_is_ambiguous()
    {
        await using var server = new OneAnswerServer("");

        var answer = await Ask(server.Port);

        Assert.IsType<Answer.Lost>(answer);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_ambiguous()
    {
        await using var server = new OneAnswerServer(null);

        var answer = await Ask(server.Port, timeout: TimeSpan.FromMilliseconds(200));

        Assert.Equal(new Answer.Lost("no answer in time"), answer);
    }

    [Fact]
    public async Task No_span_and_no_answer_holds_the_token()
    {
        var spans = new List<Activity>();
        using var root = new Activity("test").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == root.TraceId)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = new OneAnswerServer("");

        var lost = await Ask(server.Port);
        var refused = await Ask(UnusedPort());

        Assert.Contains(spans, span => span.DisplayName == "telegram sendMessage");
        Assert.All(spans, span => Assert.DoesNotContain("secret-token", span.DisplayName + string.Join(' ', span.TagObjects), StringComparison.Ordinal));
        Assert.DoesNotContain("secret-token", $"{lost} {refused}", StringComparison.Ordinal);
    }

    private static async Task<Answer> Ask(int port, string scheme = "http", TimeSpan? timeout = null, SendMessageCall? call = null)
    {
        var options = new TelegramOptions { Token = Token, BaseAddress = new Uri($"{scheme}://127.0.0.1:{port}"), Timeout = timeout ?? TimeSpan.FromSeconds(10) };
        using var connection = new TelegramConnection(options, new AddressRace(TimeProvider.System));
        return await new TelegramClient(connection, options, TimeProvider.System).SendMessage(call ?? Hello);
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Takes one request, writes the given bytes and closes; with no bytes given it keeps silent.</summary>
    private sealed class OneAnswerServer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly Task running;

        public OneAnswerServer(string? answer, bool answerAtOnce = false)
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            running = Serve(answer, answerAtOnce);
        }

        public int Port { get; }

        public string Request { get; private set; } = "";

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            listener.Stop();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        }

        private async Task Serve(string? answer, bool answerAtOnce)
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            var stream = client.GetStream();
            var buffer = new byte[8192];
            while (!answerAtOnce && !Request.EndsWith('}'))
            {
                var read = await stream.ReadAsync(buffer, stop.Token);
                Request += Encoding.UTF8.GetString(buffer, 0, read);
            }

            if (answer is null)
            {
                await Task.Delay(Timeout.Infinite, stop.Token);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer!), stop.Token);
        }
    }
}
