using k8s.Models;

namespace PhStudio.Messaging.InfraTests.Kubernetes;

/// <summary>The pods that an overlay brings, those that operators make of their resources included.</summary>
internal static class Pods
{
    private static readonly Type[] WithoutPods =
    [
        typeof(V1ConfigMap), typeof(V1Ingress), typeof(V1Namespace), typeof(V1NetworkPolicy), typeof(V1PodDisruptionBudget), typeof(V1Service), typeof(V1ServiceAccount),
        typeof(CustomResource<ScaledObjectSpec>), typeof(CustomResource<ServiceMonitorSpec>), typeof(CustomResource<TriggerAuthenticationSpec>),
    ];

    public static IEnumerable<(string Name, V1PodSpec Pod)> Of(IEnumerable<object> objects) => objects.SelectMany(Of);

    private static IEnumerable<(string Name, V1PodSpec Pod)> Of(object manifest) => manifest switch
    {
        V1Pod pod => [(pod.Metadata.Name, pod.Spec)],
        V1Deployment deployment => [(deployment.Metadata.Name, deployment.Spec.Template.Spec)],
        V1StatefulSet set => [(set.Metadata.Name, set.Spec.Template.Spec)],
        CustomResource<RabbitmqClusterSpec> rabbitMq => [(rabbitMq.Metadata.Name, ByRabbitMqOperator(rabbitMq.Spec))],
        CustomResource<RedisReplicationSpec> redis => [(redis.Metadata.Name, ByRedisOperator(redis.Spec))],
        CustomResource<RedisSentinelSpec> sentinel => [(sentinel.Metadata.Name, ByRedisOperator(sentinel.Spec))],
        _ => WithoutPods.Contains(manifest.GetType()) ? [] : throw new InvalidOperationException($"Which pods does {manifest.GetType().Name} bring?"),
    };

    // Its two containers (internal/resource/statefulset.go of rabbitmq/cluster-operator) with nothing of its own, and the override over them, merged by name as it does.
    private static V1PodSpec ByRabbitMqOperator(RabbitmqClusterSpec spec)
    {
        var pod = spec.Override!.StatefulSet.Spec.Template.Spec;
        return new V1PodSpec
        {
            SecurityContext = pod.SecurityContext,
            Volumes = pod.Volumes,
            InitContainers = Merged(pod.InitContainers, "setup-container"),
            Containers = Merged(pod.Containers, "rabbitmq"),
        };
    }

    private static List<V1Container> Merged(IList<V1Container>? overrides, string ofOperator) =>
        [.. overrides ?? [], .. overrides?.Any(container => container.Name == ofOperator) == true ? Array.Empty<V1Container>() : [new V1Container { Name = ofOperator }]];

    // Its container, and the one that it adds before it where a feature gate is on (internal/k8sutils/statefulset.go of OT-CONTAINER-KIT/redis-operator).
    private static V1PodSpec ByRedisOperator(RedisSpec spec) => new()
    {
        SecurityContext = spec.PodSecurityContext,
        InitContainers = [new V1Container { Name = "init-config", SecurityContext = spec.InitContainer?.SecurityContext }],
        Containers = [new V1Container { Name = "redis", SecurityContext = spec.SecurityContext }],
    };
}
