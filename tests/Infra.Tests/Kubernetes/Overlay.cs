using System.Text.RegularExpressions;
using k8s;

namespace PhStudio.Messaging.InfraTests.Kubernetes;

/// <summary>An overlay of <c>infra/kubernetes</c>, built by kubectl and read strictly.</summary>
internal static partial class Overlay
{
    public static TheoryData<string> Names =>
        [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "infra", "kubernetes", "overlays")).Select(folder => Path.GetFileName(folder)).Order()];

    public static async Task<List<object>> BuildAsync(string overlay)
    {
        var yaml = await ReadmeExamples.RunAsync("kubectl", ["kustomize", Path.Combine(Repository.Root, "infra", "kubernetes", "overlays", overlay)]);
        var manifests = Separator().Split(yaml).Where(manifest => manifest.Trim().Length > 0).ToList();
        var objects = new List<object>();
        foreach (var manifest in manifests)
        {
            try
            {
                objects.Add(Assert.Single(KubernetesYaml.LoadAllFromString(manifest, CustomResources.Types, strict: true)));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"{overlay}: {e.InnerException?.Message ?? e.Message}\n{manifest}", e);
            }
        }

        Assert.True(objects.Count > 20, $"{overlay} has {objects.Count} manifests only");
        return objects;
    }

    [GeneratedRegex(@"(?m)^---\s*$")]
    private static partial Regex Separator();
}
