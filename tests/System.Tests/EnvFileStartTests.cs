namespace PhStudio.Messaging.SystemTests;

/// <summary>The file <c>.env</c>, as a start of each program reads it.</summary>
public sealed class EnvFileStartTests
{
    [Theory]
    [InlineData("Gateway")]
    [InlineData("Sender")]
    [InlineData("WebhookProcessor")]
    [InlineData("Standalone")]
    public async Task A_file_env_beside_the_program_is_read_by_each(string service)
    {
        var folder = Directory.CreateTempSubdirectory("phstudio-program-");
        try
        {
            var program = Path.Combine(Repository.Root, "src", service, "bin", Repository.Configuration, "net10.0");
            foreach (var file in Directory.EnumerateFiles(program, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(folder.FullName, Path.GetRelativePath(program, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            await File.WriteAllTextAsync(Path.Combine(folder.FullName, ".env"), "LOG_LEVEL=nonsense\n", TestContext.Current.CancellationToken);

            await using var process = ServiceProcess.StartFrom(folder.FullName, service, service == "Standalone" ? new Dictionary<string, string>() : SettingsTests.Complete());

            Assert.Equal(78, await process.ExitAsync());
            Assert.Contains("LOG_LEVEL", process.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_file_env_in_the_working_folder_is_read_and_gives_way_to_the_environment()
    {
        var folder = Directory.CreateTempSubdirectory("phstudio-env-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, ".env"), "# a comment\nGATEWAY_API_KEY=hidden-short # too short\nLOG_LEVEL=nonsense\n", TestContext.Current.CancellationToken);
            var settings = SettingsTests.Complete();
            settings.Remove("GATEWAY_API_KEY");
            settings["LOG_LEVEL"] = "Error";

            await using var process = ServiceProcess.StartIn(folder.FullName, "Gateway", settings);

            Assert.Equal(78, await process.ExitAsync());
            Assert.StartsWith("GATEWAY_API_KEY is set but has the wrong form", process.Output.Trim());
            Assert.DoesNotContain("LOG_LEVEL", process.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_file_env_that_may_not_be_read_is_told_in_one_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("phstudio-env-");
        try
        {
            // There, and nobody may read it, no matter who runs the tests: its reads end with an error of the machine's.
            var path = File.CreateSymbolicLink(Path.Combine(folder.FullName, ".env"), "/proc/self/mem").FullName;

            await using var process = ServiceProcess.StartIn(folder.FullName, "Gateway", SettingsTests.Complete());

            Assert.Equal(78, await process.ExitAsync());
            Assert.StartsWith($"{path} cannot be read: ", Assert.Single(process.Output.Trim().Split('\n')), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
