namespace PhStudio.Messaging.InfraTests.Compose;

/// <summary>The files that infra/make-secrets makes.</summary>
public sealed class MakeSecretsTests : IDisposable
{
    private readonly MadeSecrets _made = new();

    [Fact]
    public async Task The_secrets_that_are_mounted_are_the_ones_that_are_made()
    {
        await _made.MakeAsync("--demo");

        var optional = DocumentedSetting.All().Where(setting => setting.IsSecret).Select(setting => setting.Name.ToLowerInvariant()).Except(["gateway_api_key", "callback_signing_key", "telegram_bot_token", "telegram_webhook_secret", "services_secret"]);
        foreach (var secret in ComposeFile.Read("compose.yaml").Secrets.Concat(ComposeFile.Read("compose.cluster.yaml").Secrets))
        {
            var made = new FileInfo(_made.In(secret.Value.File));
            Assert.True(made.Exists, $"infra/make-secrets does not make {secret.Value.File}");
            Assert.True(made.Length > 0 || optional.Contains(secret.Key), $"{secret.Value.File} is empty");
        }

        Assert.DoesNotContain("_hash@", await _made.ReadAsync("rabbitmq_definitions.json"));
    }

    [Fact]
    public async Task The_addresses_of_servers_of_your_own_are_taken_from_the_env_file()
    {
        await File.WriteAllTextAsync(_made.In(".env"), "REDIS_URL='redis://:secret@elsewhere:6379/1'\nRABBITMQ_URL=amqp://studio:secret@elsewhere/shadow\n", TestContext.Current.CancellationToken);

        var complaints = await _made.MakeAsync("--demo");

        Assert.Equal("", complaints);
        Assert.Equal("redis://:secret@elsewhere:6379/1", await _made.ReadAsync("redis_url"));
        foreach (var service in new[] { "gateway", "sender", "webhook_processor" })
        {
            Assert.Equal("amqp://studio:secret@elsewhere/shadow", await _made.ReadAsync($"{service}_rabbitmq_url"));
        }
    }

    [Fact]
    public async Task A_value_of_the_env_file_that_a_secret_of_before_contradicts_is_named()
    {
        await _made.MakeAsync("--demo");
        await File.WriteAllTextAsync(_made.In(".env"), "REDIS_URL=redis://elsewhere/1\n", TestContext.Current.CancellationToken);

        var complaints = await _made.MakeAsync("--demo");

        Assert.Equal("secrets/redis_url stays as it is, and REDIS_URL in .env says otherwise: remove one of the two.\n", complaints);
    }

    [Fact]
    public async Task A_cluster_takes_the_addresses_of_its_proxy_and_leaves_that_of_a_server_of_your_own()
    {
        await File.WriteAllTextAsync(_made.In(".env"), "REDIS_URL=redis://:secret@elsewhere:6379/1\n", TestContext.Current.CancellationToken);
        await _made.MakeAsync("--demo");
        File.Delete(_made.In(".env"));

        await _made.MakeAsync("--cluster");

        Assert.Equal("redis://:secret@elsewhere:6379/1", await _made.ReadAsync("redis_url"));
        Assert.EndsWith("@proxy/", await _made.ReadAsync("sender_rabbitmq_url"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exporter_has_the_password_of_each_server_that_Prometheus_asks()
    {
        await _made.MakeAsync("--demo");
        var password = await _made.ReadAsync("redis_password");

        var known = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(await _made.ReadAsync("redis_exporter_password.json"))!;

        var asked = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "observability", "servers-cluster", "redis.yaml"), TestContext.Current.CancellationToken);
        Assert.All(known, entry => Assert.Contains($"\"{entry.Key}\"", asked));
        Assert.Equal(3, known.Count);
        Assert.All(known.Values, value => Assert.Equal(password, value));
    }

    /// <summary>Messages that wait without a mark would be refused by services that have the secret.</summary>
    [Fact]
    public async Task An_installation_of_before_gets_no_secret_of_its_services_and_is_told_so()
    {
        await _made.MakeAsync("--demo");
        File.Delete(_made.In("secrets/services_secret"));

        var complaints = await _made.MakeAsync("--demo");

        Assert.StartsWith("secrets/services_secret stays empty", complaints, StringComparison.Ordinal);
        Assert.Equal("", await _made.ReadAsync("services_secret"));
        Assert.Equal("", await _made.MakeAsync("--demo"));
    }

    public void Dispose() => _made.Dispose();
}
