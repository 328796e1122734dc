namespace PhStudio.Messaging.SystemTests;

/// <summary>The whole system with a recorder on each way out of it, and TLS behind the recorders or none.</summary>
internal sealed class RecordedWhole : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phstudio-recorded-").FullName;
    private readonly Stack<IAsyncDisposable> _started = new();
    private readonly Dictionary<string, RecordingProxy> _recorders = [];
    private Cluster? _cluster;

    private RecordedWhole()
    {
    }

    public Cluster Cluster => _cluster!;

    /// <summary>By what is behind each: <c>broker</c>, <c>redis</c>, <c>telegram</c>, <c>platform</c>.</summary>
    public IReadOnlyDictionary<string, RecordingProxy> Recorders => _recorders;

    public static async Task<RecordedWhole> StartAsync(bool isSecure, string brokerPassword, string redisPassword, string callbackPassword)
    {
        var whole = new RecordedWhole();
        try
        {
            await whole.StartServersAsync(isSecure, brokerPassword, redisPassword, callbackPassword);
            await Task.WhenAll(new[] { whole.Cluster.StartGateway(), whole.Cluster.Start("Sender"), whole.Cluster.Start("WebhookProcessor") }.Select(process => process.ReadyAsync()));
            return whole;
        }
        catch
        {
            await whole.DisposeAsync();
            throw;
        }
    }

    private async Task StartServersAsync(bool isSecure, string brokerPassword, string redisPassword, string callbackPassword)
    {
        var (authority, certificate) = TestCertificates.Issue("127.0.0.1");
        await TestCertificates.WriteAsync(_folder, authority, certificate);
        var (brokerTls, redisTls) = (FreePort.Next(), FreePort.Next());
        var broker = Started(await RabbitMqServer.StartAsync("default_user = studio", $"default_pass = {brokerPassword}", $"listeners.ssl.default = 127.0.0.1:{brokerTls}",
            $"ssl_options.cacertfile = {_folder}/ca.pem", $"ssl_options.certfile = {_folder}/server.pem", $"ssl_options.keyfile = {_folder}/server.key", "ssl_options.verify = verify_none"));
        var redis = Started(await RedisServer.StartAsync("--requirepass", redisPassword, "--tls-port", $"{redisTls}", "--tls-auth-clients", "no",
            "--tls-ca-cert-file", $"{_folder}/ca.pem", "--tls-cert-file", $"{_folder}/server.pem", "--tls-key-file", $"{_folder}/server.key"));
        var (tls, s) = isSecure ? (certificate, "s") : (null, "");
        // The emulated Telegram and the platform speak plain HTTP: TLS stands before them, as a proxy does at a studio.
        _cluster = Started(await Cluster.CreateAsync());
        _cluster.Settings["RABBITMQ_URL"] = $"amqp{s}://studio:{brokerPassword}@127.0.0.1:{Recorded("broker", isSecure ? brokerTls : broker.Port)}/";
        _cluster.Settings["REDIS_URL"] = $"redis{s}://:{redisPassword}@127.0.0.1:{Recorded("redis", isSecure ? redisTls : redis.Port)}";
        _cluster.Settings["TELEGRAM_API_BASE_URL"] = $"http{s}://127.0.0.1:{Recorded("telegram", Started(new TlsFront(tls, new Uri(_cluster.Settings["TELEGRAM_API_BASE_URL"]))).Port)}";
        _cluster.Settings["BOOKING_CALLBACK_URL"] = $"http{s}://studio:{callbackPassword}@127.0.0.1:{Recorded("platform", Started(new TlsFront(tls, _cluster.Platform.Url)).Port)}{_cluster.Platform.Url.AbsolutePath}";
        foreach (var name in isSecure ? ["RABBITMQ_CA_FILE", "REDIS_CA_FILE", "TELEGRAM_API_CA_FILE", "BOOKING_CALLBACK_CA_FILE"] : Array.Empty<string>())
        {
            _cluster.Settings[name] = $"{_folder}/ca.pem";
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var started))
        {
            await started.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private int Recorded(string name, int server) => (_recorders[name] = Started(new RecordingProxy(server))).Port;

    private T Started<T>(T server)
        where T : IAsyncDisposable
    {
        _started.Push(server);
        return server;
    }
}
