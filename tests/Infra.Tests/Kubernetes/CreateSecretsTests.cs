using PhStudio.Messaging.InfraTests.Compose;

namespace PhStudio.Messaging.InfraTests.Kubernetes;

/// <summary>What infra/kubernetes/create-secrets orders of kubectl, whose place a script takes that reads the files it is given and writes down their names.</summary>
public sealed class CreateSecretsTests : IDisposable
{
    private const string StandIn = """
        #!/usr/bin/env bash
        case "$3" in
          apply) cat > /dev/null; exit 0 ;;
        esac
        [ "$6" != "$KUBECTL_FAILS" ] || exit 1
        for argument in "${@:7}"; do
          case "$argument" in
            --from-file=host=/dev/stdin) grep -q '^http://monitoring:[0-9a-f]\{64\}@rabbitmq.studio.svc.cluster.local:15672/%2f$' || exit 1; argument=host ;;
            --from-file=*) file=${argument#--from-file=*=}; [ -f "$file" ] || { echo "no file $file" >&2; exit 1; }; argument=${argument%%=secrets/*} ;;
            --from-literal=*) echo "a secret in a command line" >&2; exit 1 ;;
            *) continue ;;
          esac
          echo "$2 $6 ${argument#--from-*=}" >> "$KUBECTL_LOG"
        done
        """;

    private readonly MadeSecrets _secrets = new();

    [Fact]
    public async Task Each_service_is_given_its_secrets_and_the_servers_theirs()
    {
        await _secrets.MakeAsync("--demo");

        var (code, error, made) = await RunAsync();

        Assert.True(code == 0, error);
        foreach (var (service, secret) in new[] { ("Gateway", "gateway"), ("Sender", "sender"), ("WebhookProcessor", "webhook-processor") })
        {
            // The keys are the names of the files that the manifests point to.
            var keys = DocumentedSetting.All().Where(setting => setting.Service == service && setting.IsSecret).Select(setting => setting.Name.ToLowerInvariant());
            Assert.Equal(keys.Order(StringComparer.Ordinal), made.Where(line => line.StartsWith($"studio phstudio-{secret} ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).Order(StringComparer.Ordinal));
        }

        Assert.Equal(
            ["rabbitmq-definitions definitions.json", "rabbitmq-monitoring host", "redis password", "redis redis_password", "redis redis_users"],
            made.Where(line => !line.Contains(" phstudio-", StringComparison.Ordinal)).Select(line => line["studio ".Length..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_kubectl_refuses_ends_it()
    {
        await _secrets.MakeAsync("--demo");

        var (code, _, made) = await RunAsync(fails: "phstudio-sender");

        Assert.NotEqual(0, code);
        Assert.DoesNotContain(made, line => line.Contains("redis_users", StringComparison.Ordinal));
    }

    public void Dispose() => _secrets.Dispose();

    private async Task<(int Code, string Error, IReadOnlyList<string> Made)> RunAsync(string fails = "nothing")
    {
        var (kubectl, log) = (_secrets.In("kubectl"), _secrets.In("log"));
        await File.WriteAllTextAsync(kubectl, StandIn.ReplaceLineEndings("\n"), TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(kubectl, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var (code, error) = await _secrets.RunAsync("infra/kubernetes/create-secrets", ["studio"], ("PATH", $"{_secrets.Folder}:{Environment.GetEnvironmentVariable("PATH")}"), ("KUBECTL_LOG", log), ("KUBECTL_FAILS", fails));
        return (code, error, File.Exists(log) ? await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken) : []);
    }
}
