using k8s;
using k8s.Models;

namespace PhStudio.Messaging.InfraTests.Kubernetes;

/// <summary>What the namespace enforces (kubernetes.io/docs/concepts/security/pod-security-standards, "Restricted"): a pod that breaks it is never made.</summary>
public sealed class PodSecurityTests
{
    public static TheoryData<string> Overlays => Overlay.Names;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_namespace_takes_every_pod_of_an_overlay_those_of_operators_too(string overlay)
    {
        var objects = await Overlay.BuildAsync(overlay);
        var backup = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "kubernetes", "backup.yaml"), TestContext.Current.CancellationToken);
        var pods = Pods.Of(objects.Concat(KubernetesYaml.LoadAllFromString(backup, strict: true))).ToList();

        Assert.Equal("restricted", Assert.Single(objects.OfType<V1Namespace>()).Metadata.Labels["pod-security.kubernetes.io/enforce"]);
        Assert.Equal(overlay == "large" ? 7 : 6, pods.Count);
        Assert.Equal([], pods.SelectMany(pod => Violations(pod.Pod).Select(violation => $"{pod.Name}: {violation}")));
    }

    [Fact]
    public void A_pod_that_says_nothing_breaks_each_rule()
    {
        var open = new V1PodSpec { InitContainers = [new V1Container { Name = "first" }], Containers = [new V1Container { Name = "second", SecurityContext = new V1SecurityContext { Privileged = true, RunAsUser = 0 } }] };

        Assert.Equal(
            ["first may be root", "first may get more rights", "first keeps capabilities", "first has no seccomp profile", "second may be root", "second may get more rights", "second keeps capabilities", "second has no seccomp profile", "second is privileged"],
            Violations(open));
        Assert.Equal(["the machine's own network, processes or files"], Violations(new V1PodSpec { HostNetwork = true, Containers = [] }));
        Assert.Equal(["the machine's own network, processes or files"], Violations(new V1PodSpec { Volumes = [new V1Volume { Name = "root", HostPath = new V1HostPathVolumeSource { Path = "/" } }], Containers = [] }));
    }

    private static IEnumerable<string> Violations(V1PodSpec pod)
    {
        if (pod.HostNetwork == true || pod.HostPID == true || pod.HostIPC == true || pod.Volumes?.Any(volume => volume.HostPath is not null) == true)
        {
            yield return "the machine's own network, processes or files";
        }

        foreach (var container in (pod.InitContainers ?? []).Concat(pod.Containers))
        {
            var (own, shared) = (container.SecurityContext, pod.SecurityContext);
            if ((own?.RunAsNonRoot ?? shared?.RunAsNonRoot) != true || (own?.RunAsUser ?? shared?.RunAsUser) == 0)
            {
                yield return $"{container.Name} may be root";
            }

            if (own?.AllowPrivilegeEscalation != false)
            {
                yield return $"{container.Name} may get more rights";
            }

            if (own?.Capabilities?.Drop?.Contains("ALL") != true || own.Capabilities.Add?.Any(added => added != "NET_BIND_SERVICE") == true)
            {
                yield return $"{container.Name} keeps capabilities";
            }

            if ((own?.SeccompProfile ?? shared?.SeccompProfile)?.Type is not ("RuntimeDefault" or "Localhost"))
            {
                yield return $"{container.Name} has no seccomp profile";
            }

            if (own?.Privileged == true)
            {
                yield return $"{container.Name} is privileged";
            }

            if (container.Ports?.Any(port => port.HostPort is > 0) == true)
            {
                yield return $"{container.Name} takes a port of the machine";
            }
        }
    }
}
