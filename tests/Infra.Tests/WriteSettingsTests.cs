using System.Diagnostics;

namespace PhStudio.Messaging.InfraTests;

/// <summary>The script that writes docs/settings.md.</summary>
public sealed class WriteSettingsTests
{
    [Theory]
    [InlineData("build", "kept")]
    [InlineData("run", "kept")]
    [InlineData("nothing", "SETTING of Gateway|SETTING of Sender|SETTING of WebhookProcessor")]
    public async Task The_page_is_written_only_where_every_service_said_its_settings(string fails, string expected)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.Copy(Path.Combine(Repository.Root, "docs", "write-settings"), Path.Combine(folder.CreateSubdirectory("docs").FullName, "write-settings"));
            var page = Path.Combine(folder.FullName, "docs", "settings.md");
            await File.WriteAllTextAsync(page, "kept", TestContext.Current.CancellationToken);
            await ProgramAsync(folder.CreateSubdirectory("infra/compose").FullName, "write", "exit 0");
            var programs = folder.CreateSubdirectory("bin").FullName;
            // In the place of the SDK: dotnet run --no-build --project src/NAME -- --help
            await ProgramAsync(programs, "dotnet", $"[ \"$1\" != {fails} ] || exit 1; [ \"$1\" != run ] || printf 'title\\n\\nSETTING of %s\\n' \"$(basename \"$4\")\"");

            var start = new ProcessStartInfo(Path.Combine(folder.FullName, "docs", "write-settings")) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            start.Environment["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}";
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            var written = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
            Assert.All(expected.Split('|'), line => Assert.Contains(line, written, StringComparison.Ordinal));
            Assert.Equal((fails == "nothing", fails != "nothing"), (process.ExitCode == 0, written == "kept"));
            Assert.False(File.Exists(page + ".new"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ProgramAsync(string folder, string name, string lines)
    {
        // The copy of a script may be run too.
        var path = Path.Combine(folder, name);
        File.Copy(Path.Combine(Repository.Root, "docs", "write-settings"), path);
        await File.WriteAllTextAsync(path, $"#!/usr/bin/env bash\n{lines}\n", TestContext.Current.CancellationToken);
    }
}
