using System.Text.RegularExpressions;
using k8s;
using k8s.Models;

namespace PhStudio.Messaging.InfraTests.Kubernetes;

/// <summary>The overlays of <c>infra/kubernetes</c>, built by kubectl and read strictly: an unknown field or a key that stands twice is an error.</summary>
public sealed partial class KubernetesTests
{
    private static readonly string[] Services = ["gateway", "sender", "webhook-processor"];

    public static TheoryData<string> Overlays => Overlay.Names;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task An_overlay_is_built_and_every_manifest_of_it_is_known_to_Kubernetes(string overlay)
    {
        var objects = await Overlay.BuildAsync(overlay);

        Assert.All(Services, service => Assert.Contains(objects.OfType<V1Deployment>(), deployment => deployment.Metadata.Name == service));
        Assert.All(objects.OfType<IMetadata<V1ObjectMeta>>().Where(any => any is not V1Namespace), any => Assert.Equal("phstudio", any.Metadata.NamespaceProperty));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_pod_is_closed_probed_and_bounded(string overlay)
    {
        var objects = await Overlay.BuildAsync(overlay);
        var pods = objects.OfType<V1Deployment>().Select(deployment => (deployment.Metadata.Name, deployment.Spec.Template.Spec))
            .Concat(objects.OfType<V1StatefulSet>().Select(set => (set.Metadata.Name, set.Spec.Template.Spec))).ToList();

        Assert.NotEmpty(pods);
        foreach (var (name, pod) in pods)
        {
            Assert.True(pod.SecurityContext.RunAsNonRoot, name);
            Assert.True(pod.SecurityContext.RunAsUser > 0, name);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.AutomountServiceAccountToken, name);
            foreach (var container in pod.Containers)
            {
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem, name);
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation, name);
                Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                Assert.NotNull(container.StartupProbe);
                // A service that waits for its broker is given no work, and is not killed for it.
                var isOurs = Services.Contains(name);
                Assert.Equal((name, isOurs ? "/health/ready" : null), (name, container.ReadinessProbe.HttpGet?.Path));
                Assert.Equal((name, isOurs ? "/health/live" : null), (name, container.LivenessProbe.HttpGet?.Path));
                Assert.True(container.Resources.Limits.ContainsKey("memory"), $"{name} has no limit of memory");
                Assert.Matches(@":\d+\.\d+\.\d+|@sha256:", container.Image);
                // Each mount has its volume, and a secret never stands in the environment.
                Assert.All(container.VolumeMounts, mount => Assert.True(
                    pod.Volumes.Any(volume => volume.Name == mount.Name) || mount.Name == "data", $"{name}: no volume {mount.Name}"));
                Assert.All(container.Env ?? [], variable => Assert.Null(variable.ValueFrom?.SecretKeyRef));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_secret_of_a_service_is_mounted_as_a_file_and_every_other_setting_can_be_given(string overlay)
    {
        foreach (var (service, name) in new[] { ("Gateway", "gateway"), ("Sender", "sender"), ("WebhookProcessor", "webhook-processor") })
        {
            var pod = (await Overlay.BuildAsync(overlay)).OfType<V1Deployment>().Single(deployment => deployment.Metadata.Name == name).Spec.Template.Spec;
            var container = Assert.Single(pod.Containers);
            var secrets = DocumentedSetting.All().Where(setting => setting.Service == service && setting.IsSecret).ToDictionary(setting => setting.Name + "_FILE", setting => "/run/secrets/phstudio/" + setting.Name.ToLowerInvariant());

            Assert.Equal(secrets.OrderBy(entry => entry.Key, StringComparer.Ordinal), container.Env.ToDictionary(variable => variable.Name, variable => variable.Value).OrderBy(entry => entry.Key, StringComparer.Ordinal));
            Assert.Equal("phstudio-" + name, pod.Volumes.Single(volume => volume.Name == "secrets").Secret.SecretName);
            Assert.StartsWith("phstudio-settings", Assert.Single(container.EnvFrom).ConfigMapRef.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_token_is_the_Senders_alone_and_only_the_webhook_is_seen_from_outside(string overlay)
    {
        var objects = await Overlay.BuildAsync(overlay);

        Assert.All(objects.OfType<V1Deployment>().Where(deployment => deployment.Metadata.Name != "sender"), deployment =>
            Assert.DoesNotContain(deployment.Spec.Template.Spec.Containers.Single().Env, variable => variable.Name.Contains("BOT_TOKEN", StringComparison.Ordinal)));
        var path = Assert.Single(objects.OfType<V1Ingress>().SelectMany(ingress => ingress.Spec.Rules).SelectMany(rule => rule.Http.Paths));
        Assert.Equal(("/webhook", "Exact", "gateway"), (path.Path, path.PathType, path.Backend.Service.Name));
        Assert.DoesNotContain(objects.OfType<V1Service>(), service => service.Spec.Type is "LoadBalancer" or "NodePort");
        Assert.Contains(objects.OfType<V1NetworkPolicy>(), policy => policy.Spec.Ingress is null && policy.Spec.Egress is null && policy.Spec.PolicyTypes.Count == 2);
        Assert.Empty(objects.OfType<V1Secret>());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_disruption_takes_one_pod_at_a_time_and_every_selector_selects_something(string overlay)
    {
        var objects = await Overlay.BuildAsync(overlay);
        var labels = objects.OfType<V1Deployment>().Select(deployment => deployment.Spec.Template.Metadata.Labels)
            .Concat(objects.OfType<V1StatefulSet>().Select(set => set.Spec.Template.Metadata.Labels))
            .Concat(objects.Where(any => any.GetType().IsGenericType).Select(any => ((IMetadata<V1ObjectMeta>)any).Metadata.Labels ?? new Dictionary<string, string>())).ToList();

        foreach (var budget in objects.OfType<V1PodDisruptionBudget>())
        {
            Assert.Equal("1", budget.Spec.MaxUnavailable.Value);
            Assert.Contains(labels, pod => budget.Spec.Selector.MatchLabels.All(pod.Contains));
        }

        // Two pods of a kind that are drained at once are its quorum, or its only replica.
        var replicated = objects.OfType<CustomResource<RabbitmqClusterSpec>>().Select(any => (any.Metadata, any.Spec.Affinity))
            .Concat(objects.OfType<CustomResource<RedisReplicationSpec>>().Select(any => (any.Metadata, any.Spec.Affinity)))
            .Concat(objects.OfType<CustomResource<RedisSentinelSpec>>().Select(any => (any.Metadata, any.Spec.Affinity))).ToList();
        Assert.Equal(overlay == "large" ? 3 : 0, replicated.Count);
        foreach (var (server, affinity) in replicated)
        {
            var apart = Assert.Single(affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? []);
            Assert.Equal("kubernetes.io/hostname", apart.TopologyKey);
            Assert.Equal(server.Labels.Intersect(apart.LabelSelector.MatchLabels), apart.LabelSelector.MatchLabels);
            Assert.Single(objects.OfType<V1PodDisruptionBudget>(), budget => budget.Spec.Selector.MatchLabels.SequenceEqual(apart.LabelSelector.MatchLabels));
        }

        Assert.All(Services, service => Assert.Contains(objects.OfType<V1PodDisruptionBudget>(), budget => budget.Metadata.Name == service));
        Assert.All(objects.OfType<V1Service>().Where(service => service.Spec.Selector is not null), service => Assert.Contains(labels, pod => service.Spec.Selector.All(pod.Contains)));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_volume_that_is_mounted_again_is_not_opened_to_the_group_and_Redis_knows_how_much_it_may_hold(string overlay)
    {
        var objects = await Overlay.BuildAsync(overlay);

        foreach (var set in objects.OfType<V1StatefulSet>())
        {
            Assert.Equal(("OnRootMismatch", set.Metadata.Name), (set.Spec.Template.Spec.SecurityContext.FsGroupChangePolicy, set.Metadata.Name));
            var container = Assert.Single(set.Spec.Template.Spec.Containers);
            if (container.Name == "rabbitmq")
            {
                Assert.Contains("chmod 400 /var/lib/rabbitmq/.erlang.cookie; exec rabbitmq-server", container.Args[^1]);
            }
        }

        var limits = objects.OfType<V1StatefulSet>().Where(set => set.Metadata.Name == "redis").Select(set => (Limit: set.Spec.Template.Spec.Containers[0].Resources.Limits["memory"], Said: string.Join(' ', set.Spec.Template.Spec.Containers[0].Args)))
            .Concat(objects.OfType<CustomResource<RedisReplicationSpec>>().Select(redis => (redis.Spec.KubernetesConfig.Resources.Limits["memory"], objects.OfType<V1ConfigMap>().Single(map => map.Metadata.Name == redis.Spec.RedisConfig.AdditionalRedisConfig).Data.Values.Single())));
        foreach (var (limit, said) in limits.ToList() is { Count: > 0 } known ? known : throw new InvalidOperationException($"{overlay} has no Redis"))
        {
            var most = double.Parse(MaxMemory().Match(said).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) * 1024 * 1024;
            Assert.InRange(most / limit.ToDouble(), 0.5, 0.65);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_page_of_the_console_comes_to_one_Gateway_and_callbacks_reach_a_platform_in_the_cluster(string overlay)
    {
        var objects = await Overlay.BuildAsync(overlay);

        var console = objects.OfType<V1Service>().Single(service => service.Metadata.Name == "gateway-console");
        Assert.Equal(("ClientIP", "gateway"), (console.Spec.SessionAffinity, console.Spec.Selector["app.kubernetes.io/name"]));
        // Its pods are scraped through the other Service already.
        Assert.DoesNotContain("app.kubernetes.io/name", console.Metadata.Labels?.Keys ?? []);
        var inside = objects.OfType<V1NetworkPolicy>().Single(policy => policy.Metadata.Name == "callbacks-inside").Spec;
        Assert.Equal("gateway", inside.PodSelector.MatchLabels["app.kubernetes.io/name"]);
        Assert.Equal("callbacks", Assert.Single(Assert.Single(inside.Egress).To).NamespaceSelector.MatchLabels["phstudio.messaging/takes"]);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_Gateway_alone_reaches_the_management_interface_that_its_settings_name(string overlay)
    {
        var objects = await Overlay.BuildAsync(overlay);
        var policies = objects.OfType<V1NetworkPolicy>().ToDictionary(policy => policy.Metadata.Name, policy => policy.Spec);

        Assert.All(objects.OfType<V1ConfigMap>().Where(map => map.Metadata.Name.StartsWith("phstudio-settings", StringComparison.Ordinal)), map => Assert.Equal("http://rabbitmq:15672", map.Data["RABBITMQ_MANAGEMENT_URL"]));
        var outward = policies["gateway-to-management"];
        Assert.Equal(("gateway", "rabbitmq", "15672"), (outward.PodSelector.MatchLabels["app.kubernetes.io/name"], outward.Egress[0].To[0].PodSelector.MatchLabels["app.kubernetes.io/name"], outward.Egress[0].Ports[0].Port.Value));
        var inward = Assert.Single(policies["rabbitmq"].Ingress, rule => rule.Ports?.Any(port => port.Port.Value == "15672") == true && rule.FromProperty.Any(from => from.PodSelector is not null));
        Assert.Equal("gateway", Assert.Single(inward.FromProperty).PodSelector.MatchLabels["app.kubernetes.io/name"]);
        Assert.DoesNotContain(policies["services"].Egress, rule => rule.Ports.Any(port => port.Port.Value == "15672"));
    }

    [Fact]
    public async Task The_jobs_have_the_names_by_which_the_alerts_know_them()
    {
        var objects = await Overlay.BuildAsync("large");
        var services = objects.OfType<V1Service>().Select(service => service.Metadata).ToList();
        var names = new List<string>();
        foreach (var monitor in objects.OfType<CustomResource<ServiceMonitorSpec>>().Select(monitor => monitor.Spec))
        {
            foreach (var job in monitor.Endpoints.Select(endpoint => Assert.Single(endpoint.Relabelings, relabeling => relabeling.TargetLabel == "job")))
            {
                var selected = services.Where(service => monitor.Selector.MatchExpressions?.All(wanted => service.Labels?.TryGetValue(wanted.Key, out var value) == true && wanted.Values.Contains(value)) == true);
                names.AddRange(job.SourceLabels.Count == 0 ? [job.Replacement] : selected.Select(service => job.Replacement.Replace("$1", service.Name, StringComparison.Ordinal)));
                Assert.All(job.SourceLabels, label => Assert.Equal("__meta_kubernetes_service_name", label));
            }
        }

        Assert.Equal(["phstudio-gateway", "phstudio-rabbitmq", "phstudio-rabbitmq-queues", "phstudio-sender", "phstudio-webhook-processor"], names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("rabbitmq/rabbitmq.conf", "rabbitmq.conf")]
    [InlineData("redis/redis.conf", "redis.conf")]
    public async Task The_servers_of_the_small_overlay_have_the_configuration_of_compose(string ofCompose, string ofOverlay)
    {
        // kustomize reads no file outside its own folder.
        var infra = Path.Combine(Repository.Root, "infra");
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(infra, ofCompose)),
            await File.ReadAllTextAsync(Path.Combine(infra, "kubernetes", "overlays", "small", ofOverlay)));
    }

    [GeneratedRegex(@"maxmemory (\d+)mb")]
    private static partial Regex MaxMemory();
}
