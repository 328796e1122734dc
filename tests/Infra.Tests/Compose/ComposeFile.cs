using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace PhStudio.Messaging.InfraTests.Compose;

/// <summary>A compose file, with the keys that ours use; any other key, or one twice, is an error.</summary>
internal sealed class ComposeFile
{
    public List<string> Include { get; set; } = [];

    public Dictionary<string, ComposeService> Services { get; set; } = [];

    public Dictionary<string, ComposeSecret> Secrets { get; set; } = [];

    public Dictionary<string, object?> Volumes { get; set; } = [];

    /// <summary>Reads a file of the repository strictly, with what it includes and extends put in.</summary>
    public static ComposeFile Read(string path)
    {
        var file = ReadAlone(path);
        foreach (var include in file.Include)
        {
            foreach (var (name, secret) in ReadAlone(include).Secrets)
            {
                file.Secrets.Add(name, new ComposeSecret { File = Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(include)!, secret.File)) });
            }
        }

        foreach (var (name, service) in file.Services)
        {
            if (service.Extends is { } extends)
            {
                Assert.True(Read(extends.File).Services.TryGetValue(extends.Service, out var from), $"{path}: {name} extends {extends.Service}, which {extends.File} lacks");
                service.Inherit(from!);
            }
        }

        return file;
    }

    private static ComposeFile ReadAlone(string path)
    {
        var content = File.ReadAllText(Path.Combine(Repository.Root, path));
        Loose().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, object?>>(content);
        // Anchors and merges are resolved (of a key that is merged and given, the given one stands last); the extensions (x-...) that hold them are no keys of compose.
        var tree = Loose().Build().Deserialize<Dictionary<string, object?>>(new MergingParser(new Parser(new StringReader(content))));
        foreach (var extension in tree.Keys.Where(key => key.StartsWith("x-", StringComparison.Ordinal)).ToList())
        {
            tree.Remove(extension);
        }

        var text = new SerializerBuilder().DisableAliases().Build().Serialize(tree);
        try
        {
            return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<ComposeFile>(text) ?? new ComposeFile();
        }
        catch (YamlException e)
        {
            throw new InvalidOperationException($"{path}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    private static DeserializerBuilder Loose() => new DeserializerBuilder().WithTagMapping("!reset", typeof(List<object>));
}

internal sealed class ComposeService
{
    public string? Image { get; set; }

    public ComposeBuild? Build { get; set; }

    public ComposeExtends? Extends { get; set; }

    public string? User { get; set; }

    public string? Hostname { get; set; }

    public string? Restart { get; set; }

    public bool ReadOnly { get; set; }

    public List<string> CapDrop { get; set; } = [];

    public List<string> SecurityOpt { get; set; } = [];

    public List<string> Tmpfs { get; set; } = [];

    public List<string> Ports { get; set; } = [];

    public List<string> Volumes { get; set; } = [];

    /// <summary>Names, or maps of source and target.</summary>
    public List<object> Secrets { get; set; } = [];

    public Dictionary<string, string?> Environment { get; set; } = [];

    public List<string> Command { get; set; } = [];

    public List<string> Profiles { get; set; } = [];

    public Dictionary<string, ComposeDependency> DependsOn { get; set; } = [];

    public ComposeHealthcheck? Healthcheck { get; set; }

    public string? StopGracePeriod { get; set; }

    public ComposeDeploy? Deploy { get; set; }

    public ComposeLogging? Logging { get; set; }

    /// <summary>The secrets' names, each with the path where the container finds it.</summary>
    [YamlIgnore]
    public IEnumerable<(string Source, string Target)> MountedSecrets => Secrets.Select(secret => secret is Dictionary<object, object> map
        ? ((string)map["source"], (string)map["target"])
        : ((string)secret, "/run/secrets/" + (string)secret));

    /// <summary>Takes what another service says and this one does not, as <c>extends</c> does.</summary>
    public void Inherit(ComposeService from)
    {
        Image ??= from.Image;
        Build ??= from.Build;
        User ??= from.User;
        Hostname ??= from.Hostname;
        Restart ??= from.Restart;
        ReadOnly |= from.ReadOnly;
        CapDrop = [.. from.CapDrop.Union(CapDrop)];
        SecurityOpt = [.. from.SecurityOpt.Union(SecurityOpt)];
        Tmpfs = [.. from.Tmpfs.Union(Tmpfs)];
        Ports = [.. from.Ports.Union(Ports)];
        Volumes = [.. from.Volumes.Where(volume => !Volumes.Exists(own => Target(own) == Target(volume))), .. Volumes];
        Secrets = [.. from.Secrets, .. Secrets];
        Command = Command.Count > 0 ? Command : from.Command;
        Healthcheck ??= from.Healthcheck;
        foreach (var (name, value) in from.Environment)
        {
            Environment.TryAdd(name, value);
        }
    }

    private static string Target(string volume) => volume.Split(':')[^1] is "ro" ? volume.Split(':')[^2] : volume.Split(':')[^1];
}

internal sealed class ComposeBuild
{
    public string Context { get; set; } = "";

    public string Dockerfile { get; set; } = "";

    public Dictionary<string, string> Args { get; set; } = [];
}

internal sealed class ComposeExtends
{
    public string File { get; set; } = "";

    public string Service { get; set; } = "";
}

internal sealed class ComposeDependency
{
    public string Condition { get; set; } = "";
}

internal sealed class ComposeHealthcheck
{
    public List<string> Test { get; set; } = [];

    public string? Interval { get; set; }

    public string? Timeout { get; set; }

    public int? Retries { get; set; }

    public string? StartPeriod { get; set; }
}

internal sealed class ComposeDeploy
{
    public int Replicas { get; set; }
}

internal sealed class ComposeLogging
{
    public string Driver { get; set; } = "";

    public Dictionary<string, string> Options { get; set; } = [];
}

internal sealed class ComposeSecret
{
    public string File { get; set; } = "";
}
