using System.Text.RegularExpressions;

namespace PhStudio.Messaging.InfraTests;

/// <summary>The commands that documents tell an operator to paste do no harm to an installation that runs.</summary>
public sealed partial class DocumentedCommandsTests
{
    /// <summary>Without <c>--no-deps</c> Compose first recreates Redis and the broker where the files, or the files that are named, say otherwise than what runs.</summary>
    [Fact]
    public void A_command_in_a_container_of_its_own_leaves_Redis_and_the_broker_alone()
    {
        var runs = Documents().SelectMany(file => ComposeRun().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetRelativePath(Repository.Root, file), Command: match.Value))).ToList();

        Assert.True(runs.Count >= 5, $"{runs.Count} commands were found");
        Assert.All(runs, run => Assert.True(run.Command.Contains(" --no-deps ", StringComparison.Ordinal), $"{run.File}: {run.Command}"));
    }

    /// <summary>A command without the second file of a cluster would recreate its servers, without replicas.</summary>
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

    /// <summary>What nobody can repeat proves nothing.</summary>
    [Fact]
    public async Task Each_row_of_what_was_survived_has_a_date_and_a_command_that_exists()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "reliability.md"), TestContext.Current.CancellationToken);
        var rows = page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)).ToList();

        Assert.Equal(["noted on", "command"], rows[0][^2..]);
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        Assert.All(rows.Skip(1), row => Assert.Matches(@"\A\d{1,2} (Nov|Dec) 20\d\d\z", row[^2]));
        Assert.All(rows.Skip(1), row => Assert.Matches(@"\A`[^`]+`\z", row[^1]));
        var commands = rows.Skip(1).Select(row => row[^1].Trim('`')).Concat(Command().Matches(page).Select(match => match.Groups[1].Value)).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(commands.Count > 15, $"{commands.Count} commands");
        Assert.All(commands, command => Assert.Equal((command, null), (command, Missing(command))));
    }

    /// <summary>The step over from the former system: each has its proof and its way back, and what it calls is there.</summary>
    [Fact]
    public async Task Each_step_of_the_migration_has_a_proof_a_way_back_and_commands_that_exist()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "migration.md"), TestContext.Current.CancellationToken);
        var steps = page.Split('\n').Where(line => line.StartsWith("| ☐ |", StringComparison.Ordinal)).Select(line => Cell().Split(line.Trim('|', ' '))).ToList();
        var gateway = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "Gateway", "Operations", "GatewayCommands.cs"), TestContext.Current.CancellationToken);
        var calls = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "openapi.json"), TestContext.Current.CancellationToken);

        Assert.True(steps.Count >= 18, $"{steps.Count} steps");
        Assert.All(steps, step => Assert.Equal(4, step.Length));
        Assert.All(steps, step => Assert.All(step, cell => Assert.NotEqual("", cell.Trim())));
        Assert.All(GatewayCommand().Matches(page), match => Assert.Contains($"\"{match.Groups[1].Value}\"", gateway, StringComparison.Ordinal));
        Assert.All(Call().Matches(page), match => Assert.Contains($"\"{match.Groups[1].Value.Replace("send-normal_error", "{queue}", StringComparison.Ordinal)}\":", calls, StringComparison.Ordinal));
    }

    // What of a command is not there; null where all of it is.
    private static string? Missing(string command)
    {
        var words = command.Split(' ');
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).ToList();
        foreach (var variable in words.TakeWhile(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=')[0]))
        {
            if (!tests.Exists(file => File.ReadAllText(file).Contains($"\"{variable}\"", StringComparison.Ordinal)))
            {
                return variable;
            }
        }

        var program = words.SkipWhile(word => word.Contains('=', StringComparison.Ordinal)).ToArray();
        return !File.Exists(Path.Combine(Repository.Root, program[0])) ? program[0]
            : program[0] != "./test" || program[1..] is ["--compat", ..] ? null
            : program[1..].FirstOrDefault(suite => suite.Split(':') is var parts && parts[1..].Any(name => !tests.Exists(file => file.Contains($"{Path.DirectorySeparatorChar}{parts[0]}.Tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && Path.GetFileNameWithoutExtension(file) == name)));
    }

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Root).Where(file => Path.GetFileName(file) is not "CHANGELOG.md" && Path.GetExtension(file) is ".md" or ".yaml" or ".example")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "infra"), "*", SearchOption.AllDirectories));

    [GeneratedRegex("`((?:[A-Z_]+=[0-9]+ )*(?:\\./test|bench/)[^`]*[a-zA-Z0-9])`")]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Cell();

    [GeneratedRegex(@"`\./gateway ([a-z]+)")]
    private static partial Regex GatewayCommand();

    [GeneratedRegex(@"`(?:GET|POST|DELETE) (/[a-z/{}_.-]*[a-z}])")]
    private static partial Regex Call();

    [GeneratedRegex(@"docker compose run [^\n`]*")]
    private static partial Regex ComposeRun();

    [GeneratedRegex(@"(?m)(?<=^    |`)(redis-cli|rabbitmqctl|rabbitmq-diagnostics) [^\n`]+")]
    private static partial Regex ServerCommand();

    [GeneratedRegex(@"exec [a-z0-9-]+ .*(redis-cli|rabbitmqctl|rabbitmq-diagnostics) ")]
    private static partial Regex ReachedCommand();
}
