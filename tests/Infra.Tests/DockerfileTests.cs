using System.Text.RegularExpressions;

namespace PhStudio.Messaging.InfraTests;

/// <summary>An image is built of the same files as the programs that the tests run.</summary>
public sealed partial class DockerfileTests
{
    /// <summary>What the SDK reads from a folder above a project by itself.</summary>
    private static readonly string[] ReadByItself =
        ["global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Build.rsp", "Directory.Packages.props", "NuGet.config", "nuget.config", ".editorconfig", ".globalconfig"];

    [Fact]
    public async Task Everything_that_the_build_reads_is_copied()
    {
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "Dockerfile"));
        var copied = Copy().Matches(dockerfile).SelectMany(copy => copy.Groups["files"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(path => path.TrimStart('.', '/') is "src" ? "src" : path).ToHashSet();

        var read = ReadByItself.Where(file => File.Exists(Path.Combine(Repository.Root, file))).ToHashSet();
        Assert.Contains("Directory.Build.targets", read);
        foreach (var file in read.Where(file => file.StartsWith("Directory.", StringComparison.Ordinal)).ToList())
        {
            // Files beside it, such as the list of banned symbols.
            read.UnionWith(BesideIt().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, file))).Select(match => match.Groups["file"].Value));
        }

        foreach (var project in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            // What a project takes from outside its own folder: other projects in src, or a file at the top.
            foreach (var outside in Outside().Matches(await File.ReadAllTextAsync(project)).Select(match => match.Groups["path"].Value))
            {
                var path = Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, outside.Replace('\\', '/'))));
                if (!path.StartsWith("src/", StringComparison.Ordinal))
                {
                    read.Add(path);
                }
            }
        }

        Assert.All(read, file => Assert.True(copied.Contains(file) || copied.Contains(file.Split('/')[0]), $"infra/Dockerfile does not copy {file}"));
        Assert.Contains("src", copied);
    }

    [Fact]
    public async Task Nothing_that_is_copied_is_ignored_and_no_secret_is_sent_to_the_builder()
    {
        var ignored = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, ".dockerignore"));
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "Dockerfile"));

        Assert.All(Copy().Matches(dockerfile).SelectMany(copy => copy.Groups["files"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)), path => Assert.DoesNotContain(path.Trim('/'), ignored));
        Assert.Contains("secrets", ignored);
        Assert.Contains(".env", ignored);
    }

    [Fact]
    public async Task The_service_runs_as_a_user_without_rights_on_images_of_exact_versions()
    {
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "Dockerfile"));

        Assert.Matches(@"(?m)^USER app$", dockerfile);
        // Set beside the image's own port it would be a warning at each start.
        Assert.DoesNotContain("ASPNETCORE_URLS", dockerfile);
        Assert.Equal(2, Image().Count(dockerfile));
        Assert.All(Image().Matches(dockerfile), image => Assert.Matches(@":\d+\.\d+\.\d+$|@sha256:[0-9a-f]{64}$", image.Groups["image"].Value));
    }

    [Fact]
    public async Task Each_service_is_compiled_ahead_of_time_in_a_release_build()
    {
        foreach (var service in new[] { "Gateway", "Sender", "WebhookProcessor", "Standalone" })
        {
            Assert.Contains("<Import Project=\"../AheadOfTime.targets\" />", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", service, $"{service}.csproj")));
        }

        Assert.Contains("-c Release", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "Dockerfile")));
    }

    [GeneratedRegex(@"(?m)^COPY (?!--from)(?<files>.*) \S+$")]
    private static partial Regex Copy();

    [GeneratedRegex(@"\$\(MSBuildThisFileDirectory\)(?<file>[^""<\s]+)")]
    private static partial Regex BesideIt();

    [GeneratedRegex(@"""(?<path>\.\.[\\/][^""*]*)""")]
    private static partial Regex Outside();

    [GeneratedRegex(@"(?m)^ARG \w+_IMAGE=(?<image>\S+)$")]
    private static partial Regex Image();
}
