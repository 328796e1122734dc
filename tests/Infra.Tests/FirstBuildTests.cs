using System.Diagnostics;

namespace PhStudio.Messaging.InfraTests;

/// <summary>The line that a newcomer's terminal shows at once, while the first build takes its minutes.</summary>
public sealed class FirstBuildTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task The_first_build_is_announced_on_the_terminal_and_no_other(bool isRestored, bool isAnnounced)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var targets = Path.Combine(Repository.Root, "src", "Standalone", "FirstBuild.targets");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Started.proj"), $"""<Project><Import Project="{targets}" /></Project>""", TestContext.Current.CancellationToken);
            if (isRestored)
            {
                await File.WriteAllTextAsync(Path.Combine(folder.CreateSubdirectory("obj").FullName, "project.assets.json"), "{}", TestContext.Current.CancellationToken);
            }

            // script gives it a terminal, and what is written there comes out of it.
            var start = new ProcessStartInfo("script", ["-qec", "dotnet msbuild Started.proj -t:AnnounceFirstBuild -nologo -v:q", "/dev/null"])
            {
                WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false,
            };
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var shown = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal((0, isAnnounced), (process.ExitCode, shown.Contains("Building PhStudio.Messaging.", StringComparison.Ordinal)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
