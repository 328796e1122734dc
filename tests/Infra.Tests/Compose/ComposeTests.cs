using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PhStudio.Messaging.InfraTests.Compose;

/// <summary>compose.yaml, and compose.cluster.yaml over it: what they give to the containers, and what they keep from them.</summary>
public sealed partial class ComposeTests
{
    /// <summary>Nothing waits for these, and their images hold nothing that could ask them.</summary>
    private static readonly string[] WithoutShell = ["emulator", "otel-collector", "jaeger", "redis-exporter"];

    public static TheoryData<string> Files => ["compose.yaml", "compose.cluster.yaml"];

    [Theory]
    [InlineData("Gateway", "gateway")]
    [InlineData("Sender", "sender")]
    [InlineData("WebhookProcessor", "webhook-processor")]
    public void Every_setting_of_a_service_reaches_its_container(string service, string container)
    {
        var given = ComposeFile.Read("compose.yaml").Services[container];
        var settings = DocumentedSetting.All().Where(setting => setting.Service == service).ToList();

        foreach (var setting in settings)
        {
            if (setting.IsSecret)
            {
                Assert.True(given.Environment.TryGetValue(setting.Name + "_FILE", out var file), $"{container} is not given the secret {setting.Name}: run docs/write-settings");
                Assert.Contains(given.MountedSecrets, secret => secret.Target == file);
            }
            else
            {
                Assert.True(given.Environment.ContainsKey(setting.Name), $"{container} is not given {setting.Name}: run docs/write-settings");
            }
        }

        // A collector's key, certificate or limit is one of those of the OpenTelemetry SDK.
        var standard = File.ReadLines(Path.Combine(Repository.Root, "docs", "telemetry.md")).Select(line => StandardVariable().Match(line)).Where(row => row.Success).Select(row => row.Groups[1].Value).ToList();
        Assert.True(standard.Count > 40, $"docs/telemetry.md is read as {standard.Count} variables only");
        Assert.All(standard, name => Assert.True(given.Environment.ContainsKey(name), $"{container} is not given {name}: run docs/write-settings"));

        var known = settings.Select(setting => setting.IsSecret ? setting.Name + "_FILE" : setting.Name).Concat(standard).ToHashSet();
        Assert.DoesNotContain(given.Environment.Keys, name => !known.Contains(name));
    }

    /// <summary>A path in a setting (<c>REDIS_CA_FILE</c>, <c>OTEL_EXPORTER_OTLP_CERTIFICATE</c>) is one inside the container.</summary>
    [Fact]
    public void A_certificate_of_ones_own_can_be_given_to_each_service()
    {
        var services = ComposeFile.Read("compose.yaml").Services;

        Assert.All(["gateway", "sender", "webhook-processor"], name => Assert.Contains("./infra/certificates:/certificates:ro", services[name].Volumes));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_and_secret_that_is_named_is_there(string path)
    {
        var file = ComposeFile.Read(path);
        var secrets = file.Secrets.Keys.Union(ComposeFile.Read("compose.yaml").Secrets.Keys).ToHashSet();

        foreach (var (name, service) in file.Services)
        {
            Assert.All(service.MountedSecrets, secret => Assert.True(secrets.Contains(secret.Source), $"{name}: no secret {secret.Source}"));
            Assert.All(service.Volumes.Where(volume => volume.StartsWith("./", StringComparison.Ordinal)), volume => Assert.True(Path.Exists(Path.Combine(Repository.Root, volume.Split(':')[0])), $"{name}: {volume}"));
            if (service.Build is { } build)
            {
                Assert.True(File.Exists(Path.Combine(Repository.Root, build.Dockerfile)), build.Dockerfile);
                Assert.True(Directory.Exists(Path.Combine(Repository.Root, "src", build.Args["SERVICE"])), build.Args["SERVICE"]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_container_is_closed(string path)
    {
        var below = ComposeFile.Read("compose.yaml");
        foreach (var (name, service) in ComposeFile.Read(path).Services)
        {
            if (path != "compose.yaml" && below.Services.TryGetValue(name, out var from))
            {
                service.Inherit(from);
            }

            Assert.True(service.ReadOnly, $"{name}: its file system can be written");
            Assert.Equal(["ALL"], service.CapDrop);
            Assert.Equal(["no-new-privileges:true"], service.SecurityOpt);
            Assert.True(service.Build is not null || (service.User is { } user && !user.StartsWith('0')), $"{name}: runs as root");
            Assert.True(service.Build is not null || ExactVersion().IsMatch(service.Image!), $"{name}: {service.Image} is no exact version");
            Assert.True(service.Healthcheck is not null || WithoutShell.Contains(name), $"{name}: nobody asks whether it is ready");
            if (name is "gateway" or "sender" or "webhook-processor")
            {
                // "Live" is said also by one that waits for its broker.
                Assert.Contains("/health/ready", string.Join(' ', service.Healthcheck!.Test));
            }

            // No secret stands where a list of processes or docker inspect shows it.
            Assert.DoesNotMatch(SecretValue(), string.Join('\n', service.Command) + '\n' + string.Join('\n', service.Environment.Select(entry => $"{entry.Key}={entry.Value}")) + '\n' + string.Join('\n', service.Healthcheck?.Test ?? []));
        }
    }

    [Fact]
    public void Nothing_but_the_Gateway_and_pages_for_people_is_published_and_only_on_this_machine()
    {
        var published = ComposeFile.Read("compose.yaml").Services.Where(service => service.Value.Ports.Count > 0).ToDictionary(service => service.Key, service => string.Join(' ', service.Value.Ports));

        Assert.Equal(["emulator", "gateway", "grafana", "jaeger", "prometheus"], published.Keys.Order());
        Assert.All(published.Values, ports => Assert.Contains("127.0.0.1", ports));
    }

    [Fact]
    public async Task The_proxy_of_the_cluster_shows_the_world_the_webhook_only()
    {
        var proxy = ComposeFile.Read("compose.cluster.yaml").Services.Where(service => service.Value.Ports.Count > 0).ToList();
        Assert.Equal(["proxy"], proxy.Select(service => service.Key));
        Assert.Equal(["${PUBLIC_PORT:-8080}:8080", "${GATEWAY_PORT:-127.0.0.1:5080}:8081"], proxy[0].Value.Ports);

        var configuration = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "proxy", "haproxy.cfg"));
        var door = Frontend().Matches(configuration).Single(frontend => frontend.Value.Contains("bind :8080", StringComparison.Ordinal)).Value;
        Assert.Contains("http-request return status 404 unless { path /webhook } METH_POST", door);
    }

    [Fact]
    public async Task The_console_behind_the_proxy_comes_to_the_Gateway_that_began_the_page()
    {
        var configuration = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "proxy", "haproxy.cfg"), TestContext.Current.CancellationToken);
        var door = Frontend().Matches(configuration).Single(frontend => frontend.Value.Contains("bind :8081", StringComparison.Ordinal)).Value;

        Assert.Contains("use_backend console if { path_sub -i /console }", door);
        Assert.Matches(@"(?ms)^backend console$.*?^  cookie phstudio-gateway insert indirect nocache httponly dynamic$.*?^  server-template gateway ", configuration);
    }

    [Fact]
    public void Redis_refuses_writes_before_the_machine_is_full()
    {
        var alone = ComposeFile.Read("compose.yaml").Services["redis"];
        Assert.Equal(["--maxmemory", "${REDIS_MAXMEMORY:-1gb}"], alone.Command[^2..]);
        Assert.All(ComposeFile.Read("compose.cluster.yaml").Services.Where(service => service.Key.StartsWith("redis", StringComparison.Ordinal)), service => Assert.EndsWith(" --maxmemory ${REDIS_MAXMEMORY:-1gb}", service.Value.Command[^1]));
    }

    /// <summary>A primary that is cut off from its replicas and Sentinels: what it acknowledges after another one was promoted would be thrown away.</summary>
    [Theory]
    [InlineData("redis/replicated.conf", "redis/sentinel.conf", @"^sentinel down-after-milliseconds phstudio (?<ms>\d+)")]
    [InlineData("kubernetes/overlays/large/redis.yaml", "kubernetes/overlays/large/redis.yaml", @"downAfterMilliseconds: ""(?<ms>\d+)""")]
    public async Task A_primary_without_replicas_is_silent_before_another_one_is_promoted(string redis, string sentinel, string pattern)
    {
        var infra = Path.Combine(Repository.Root, "infra");
        var lag = Regex.Match(await File.ReadAllTextAsync(Path.Combine(infra, redis), TestContext.Current.CancellationToken), @"^\s*min-replicas-max-lag (?<s>\d+)", RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        var down = Regex.Match(await File.ReadAllTextAsync(Path.Combine(infra, sentinel), TestContext.Current.CancellationToken), pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

        // The lag is counted in whole seconds, once a second.
        Assert.InRange(int.Parse(lag.Groups["s"].Value, System.Globalization.CultureInfo.InvariantCulture) + 1, 1, (int.Parse(down.Groups["ms"].Value, System.Globalization.CultureInfo.InvariantCulture) / 1000) - 1);
    }

    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("compose.yaml", "compose.cluster.yaml")]
    public async Task Compose_itself_takes_the_files(params string[] files)
    {
        Assert.SkipUnless(await RunDockerAsync("compose", "version") == 0, "docker compose is not installed here; ./test --compat compose reads the files with it.");

        Assert.Equal(0, await RunDockerAsync(["compose", .. files.SelectMany(file => new[] { "-f", Path.Combine(Repository.Root, file) }), "config", "--quiet"]));
    }

    private static async Task<int> RunDockerAsync(params string[] arguments)
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            await Task.WhenAll(docker.StandardOutput.ReadToEndAsync(), docker.StandardError.ReadToEndAsync(), docker.WaitForExitAsync());
            return docker.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    [GeneratedRegex(@"^\| `(OTEL_[A-Z_]+)`")]
    private static partial Regex StandardVariable();

    // name:1.2.3, with whatever stands behind it, or a digest.
    [GeneratedRegex(@":v?\d+\.\d+\.\d+|@sha256:[0-9a-f]{64}$")]
    private static partial Regex ExactVersion();

    [GeneratedRegex(@"(?i)(--requirepass|(password|pass|token|secret|api_key)=[^$/\s])")]
    private static partial Regex SecretValue();

    [GeneratedRegex(@"(?ms)^frontend \w+$.*?(?=^\S|\z)")]
    private static partial Regex Frontend();
}
