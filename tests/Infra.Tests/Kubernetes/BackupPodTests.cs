using k8s;
using k8s.Models;

namespace PhStudio.Messaging.InfraTests.Kubernetes;

/// <summary>The pod of <c>infra/kubernetes/backup.yaml</c>, which is in no overlay.</summary>
public sealed class BackupPodTests
{
    public static TheoryData<string> Overlays => Overlay.Names;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_pod_for_a_backup_is_closed_and_reaches_Redis_and_the_broker_only(string overlay)
    {
        var yaml = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "kubernetes", "backup.yaml"), TestContext.Current.CancellationToken);
        var pod = Assert.IsType<V1Pod>(Assert.Single(KubernetesYaml.LoadAllFromString(yaml, strict: true)));
        var container = Assert.Single(pod.Spec.Containers);
        var objects = await Overlay.BuildAsync(overlay);
        var gateway = objects.OfType<V1Deployment>().Single(deployment => deployment.Metadata.Name == "gateway").Spec.Template.Spec;

        // As the Gateway's own pod, which the overlay's rules are about.
        Assert.Equal(KubernetesYaml.Serialize(gateway.SecurityContext), KubernetesYaml.Serialize(pod.Spec.SecurityContext));
        Assert.Equal(KubernetesYaml.Serialize(gateway.Containers[0].SecurityContext), KubernetesYaml.Serialize(container.SecurityContext));
        Assert.Equal((gateway.Containers[0].Image, "phstudio-gateway"), (container.Image, pod.Spec.Volumes.Single(volume => volume.Name == "secrets").Secret.SecretName));
        Assert.Equal(
            gateway.Containers[0].Env.Where(variable => variable.Name is "RABBITMQ_URL_FILE" or "REDIS_URL_FILE").Select(variable => (variable.Name, variable.Value)),
            container.Env.Select(variable => (variable.Name, variable.Value)));

        // No Service sends a caller to it.
        var name = pod.Metadata.Labels["app.kubernetes.io/name"];
        Assert.DoesNotContain(objects.OfType<V1Service>(), service => service.Spec.Selector is not null && service.Spec.Selector.TryGetValue("app.kubernetes.io/name", out var selected) && selected == name);
        var policies = objects.OfType<V1NetworkPolicy>().ToDictionary(policy => policy.Metadata.Name, policy => policy.Spec);
        Assert.Contains(policies["services"].PodSelector.MatchExpressions, wanted => wanted.Values.Contains(name));
        foreach (var server in new[] { "rabbitmq", "redis" })
        {
            Assert.Contains(policies[server].Ingress.SelectMany(rule => rule.FromProperty), from => from.PodSelector?.MatchExpressions?.Any(wanted => wanted.Values.Contains(name)) == true);
        }

        Assert.DoesNotContain(policies["to-the-world"].PodSelector.MatchExpressions, wanted => wanted.Values.Contains(name));
    }
}
