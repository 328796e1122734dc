using System.Diagnostics;

namespace PhStudio.Messaging.InfraTests.Compose;

/// <summary>What infra/backup orders of Docker Compose, whose place a script takes that writes down what it is told.</summary>
public sealed class BackupScriptTests : IDisposable
{
    private const string StandIn = """
        #!/usr/bin/env bash
        echo "$PWD: $*" >> "$DOCKER_LOG"
        case "$*" in
          "compose config --services") printf '%s\n' gateway proxy rabbitmq redis sender webhook-processor ;;
          "compose $DOCKER_FAILS"*) exit 1 ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("phstudio-compose").FullName;

    [Fact]
    public async Task Save_stops_the_services_saves_into_the_callers_folder_and_starts_them_again()
    {
        var (code, orders) = await RunAsync("save");

        Assert.Equal(0, code);
        Assert.Equal(["compose stop gateway sender webhook-processor", $"compose run --rm --no-deps -T --user ID --volume {_folder}/out:/backup gateway backup save /backup/studio.backup", "compose start gateway sender webhook-processor"], orders);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("run")]
    public async Task Whatever_fails_the_services_are_started_again(string fails)
    {
        var (code, orders) = await RunAsync("save", fails);

        Assert.Equal(1, code);
        Assert.Equal("compose start gateway sender webhook-processor", orders[^1]);
    }

    [Fact]
    public async Task Load_starts_all_but_the_services_loads_and_then_starts_them()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "out"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "out", "studio.backup"), "", TestContext.Current.CancellationToken);

        var (code, orders) = await RunAsync("load");

        Assert.Equal(0, code);
        Assert.Equal(
            ["compose config --services", "compose up --detach --wait proxy rabbitmq redis", $"compose run --rm --no-deps -T --user ID --volume {_folder}/out:/backup:ro gateway backup load /backup/studio.backup", "compose up --detach"], orders);
    }

    [Fact]
    public async Task A_load_that_fails_starts_no_service_on_half_a_state_and_a_file_that_is_missing_starts_nothing()
    {
        var (missing, none) = await RunAsync("load");
        Directory.CreateDirectory(Path.Combine(_folder, "out"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "out", "studio.backup"), "", TestContext.Current.CancellationToken);
        var (code, orders) = await RunAsync("load", fails: "run");

        Assert.Equal((2, 0), (missing, none.Count));
        Assert.Equal(1, code);
        Assert.DoesNotContain("compose up --detach", orders);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(int Code, IReadOnlyList<string> Orders)> RunAsync(string command, string fails = "nothing")
    {
        var (docker, log) = (Path.Combine(_folder, "docker"), Path.Combine(_folder, "log"));
        await File.WriteAllTextAsync(docker, StandIn.ReplaceLineEndings("\n"), TestContext.Current.CancellationToken);
        File.Delete(log);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(docker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // Called from another folder, with a file beside it: both are the caller's.
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "infra", "backup", command)) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("out/studio.backup");
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["DOCKER_LOG"] = log;
        start.Environment["DOCKER_FAILS"] = fails;
        start.Environment.Remove("GATEWAY");
        using var process = Process.Start(start)!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        var lines = File.Exists(log) ? await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken) : [];
        Assert.All(lines, line => Assert.StartsWith($"{Repository.Root.TrimEnd('/')}: ", line));
        return (process.ExitCode, [.. lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..], @"--user \d+:\d+", "--user ID"))]);
    }
}
