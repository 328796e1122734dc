using System.Text.RegularExpressions;

namespace PhStudio.Messaging.InfraTests;

/// <summary>The commands that documents tell an operator to paste do no harm to an installation that runs.</summary>
public sealed partial class DocumentedCommandsTests
{
    /// <summary>Without <c>--no-deps</c> Compose first makes Redis and the broker anew where the files, or the files that are named, say otherwise than what runs.</summary>
    [Fact]
    public void A_command_in_a_container_of_its_own_leaves_Redis_and_the_broker_alone()
    {
        var runs = Documents().SelectMany(file => ComposeRun().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetRelativePath(Repository.Root, file), Command: match.Value))).ToList();

        Assert.True(runs.Count >= 5, $"{runs.Count} commands were found");
        Assert.All(runs, run => Assert.True(run.Command.Contains(" --no-deps ", StringComparison.Ordinal), $"{run.File}: {run.Command}"));
    }

    /// <summary>A command without the second file of a cluster would make its servers anew, without replicas.</summary>
    [Fact]
    public async Task The_files_of_a_cluster_are_named_once_and_for_every_command()
    {
        const string named = "COMPOSE_FILE=compose.yaml:compose.cluster.yaml";

        foreach (var file in new[] { "README.md", ".env.example", "compose.cluster.yaml", "docs/operations.md" })
        {
            Assert.Contains(named, await File.ReadAllTextAsync(Path.Combine(Repository.Root, file), TestContext.Current.CancellationToken));
        }

        Assert.DoesNotContain(Documents(), file => File.ReadAllText(file).Contains("-f compose.cluster.yaml", StringComparison.Ordinal));
    }

    /// <summary>No port of theirs is published, and Redis wants a password that only its container has.</summary>
    [Fact]
    public async Task A_command_for_a_server_says_how_it_is_reached()
    {
        var runbook = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"), TestContext.Current.CancellationToken);

        Assert.Equal([], ServerCommand().Matches(runbook).Select(match => match.Value));
        Assert.True(ReachedCommand().Count(runbook) >= 5, $"{ReachedCommand().Count(runbook)} commands for a server");
    }

    /// <summary>A step of an upgrade whose proof is missing is taken blindly.</summary>
    [Theory]
    [InlineData("A new version, rolling", "/health/ready", "SIGTERM")]
    [InlineData("A new version of RabbitMQ", "enable_feature_flag all", "await_online_quorum_plus_one", "rabbitmqctl cluster_status", "rebalance quorum", "RabbitmqCluster")]
    [InlineData("A new version of Redis", "master_link_status:up", "(#a-planned-failover-of-redis)", "ckquorum", "info server")]
    public async Task Each_part_is_upgraded_by_steps_with_a_proof(string title, params string[] proofs)
    {
        var runbook = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"), TestContext.Current.CancellationToken);
        var begin = runbook.IndexOf($"\n### {title}\n", StringComparison.Ordinal);
        Assert.True(begin >= 0, title);
        var section = runbook[(begin + 1)..runbook.IndexOf("\n### ", begin + 1, StringComparison.Ordinal)];

        Assert.All(proofs, proof => Assert.Contains(proof, section, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Root).Where(file => Path.GetFileName(file) is not "CHANGELOG.md" && Path.GetExtension(file) is ".md" or ".yaml" or ".example")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "infra"), "*", SearchOption.AllDirectories));

    [GeneratedRegex(@"docker compose run [^\n`]*")]
    private static partial Regex ComposeRun();

    [GeneratedRegex(@"(?m)(?<=^    |`)(redis-cli|rabbitmqctl|rabbitmq-diagnostics) [^\n`]+")]
    private static partial Regex ServerCommand();

    [GeneratedRegex(@"exec [a-z0-9-]+ .*(redis-cli|rabbitmqctl|rabbitmq-diagnostics) ")]
    private static partial Regex ReachedCommand();
}
