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

        var answer = await AskAsync(server.Port);

        Assert.Equal(new TelegramOutcome.Delivered(5), Classification.Classify(answer));
        Assert.StartsWith($"POST /bot{Token}/sendMessage HTTP/1.1", server.Request, StringComparison.Ordinal);
        Assert.EndsWith("""{"chat_id":"42","text":"hello"}""", server.Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paid_message_says_so()
    {
        await using var server = new OneAnswerServer("HTTP/1.1 200 OK\r\nContent-Length: 39\r\n\r\n{\"ok\":true,\"result\":{\"message_id\":5}}  ");

        await AskAsync(server.Port, call: Hello with { AllowPaidBroadcast = true });

        Assert.EndsWith("""{"chat_id":"42","text":"hello","allow_paid_broadcast":true}""", server.Request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_is_chosen_by_the_race()
    {
        await using var server = new OneAnswerServer("HTTP/1.1 200 OK\r\nContent-Length: 39\r\n\r\n{\"ok\":true,\"result\":{\"message_id\":5}}  ");
        // No resolver knows the name.
        var options = new TelegramOptions { Token = Token, BaseAddress = new Uri($"http://bot.invalid:{server.Port}"), Timeout = TimeSpan.FromSeconds(10) };
        using var connection = new TelegramConnection(options, new AddressRace(TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])));

        var answer = await new TelegramClient(connection, options, TimeProvider.System).SendMessageAsync(Hello);

        Assert.Equal(new TelegramOutcome.Delivered(5), Classification.Classify(answer));
    }

    [Fact]
    public async Task A_refused_connection_certainly_sent_nothing()
    {
        var answer = await AskAsync(UnusedPort());

        Assert.IsType<TelegramResponse.NotSent>(answer);
    }

    [Fact]
    public async Task A_failed_tls_handshake_certainly_sent_nothing()
    {
        await using var server = new OneAnswerServer("this is no TLS\r\n\r\n", answerAtOnce: true);

        var answer = await AskAsync(server.Port, "https");

        Assert.IsType<TelegramResponse.NotSent>(answer);
    }

    [Fact]
    public async Task A_connection_cut_after_the_request_is_ambiguous()
    {
        await using var server = new OneAnswerServer("");

        var answer = await AskAsync(server.Port);

        Assert.IsType<TelegramResponse.NoResponse>(answer);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_ambiguous()
    {
        await using var server = new OneAnswerServer(null);

        var answer = await AskAsync(server.Port, timeout: TimeSpan.FromMilliseconds(200));

        Assert.Equal(new TelegramResponse.NoResponse("no answer in time"), answer);
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

        var lost = await AskAsync(server.Port);
        var refused = await AskAsync(UnusedPort());

        Assert.Contains(spans, span => span.DisplayName == "telegram sendMessage");
        Assert.All(spans, span => Assert.DoesNotContain("secret-token", span.DisplayName + string.Join(' ', span.TagObjects), StringComparison.Ordinal));
        Assert.DoesNotContain("secret-token", $"{lost} {refused}", StringComparison.Ordinal);
    }

    private static async Task<TelegramResponse> AskAsync(int port, string scheme = "http", TimeSpan? timeout = null, SendMessageCall? call = null)
    {
        var options = new TelegramOptions { Token = Token, BaseAddress = new Uri($"{scheme}://127.0.0.1:{port}"), Timeout = timeout ?? TimeSpan.FromSeconds(10) };
        using var connection = new TelegramConnection(options, new AddressRace(TimeProvider.System));
        return await new TelegramClient(connection, options, TimeProvider.System).SendMessageAsync(call ?? Hello);
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
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public OneAnswerServer(string? answer, bool answerAtOnce = false)
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _running = ServeAsync(answer, answerAtOnce);
        }

        public int Port { get; }

        public string Request { get; private set; } = "";

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Stop();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }

        private async Task ServeAsync(string? answer, bool answerAtOnce)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var stream = client.GetStream();
            var buffer = new byte[8192];
            while (!answerAtOnce && !Request.EndsWith('}'))
            {
                var read = await stream.ReadAsync(buffer, _stop.Token);
                Request += Encoding.UTF8.GetString(buffer, 0, read);
            }

            if (answer is null)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer!), _stop.Token);
        }
    }
}
