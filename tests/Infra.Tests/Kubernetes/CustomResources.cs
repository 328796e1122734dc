using k8s;
using k8s.Models;

namespace PhStudio.Messaging.InfraTests.Kubernetes;

// The resources of operators that our overlays use, with the fields that they use: any other field is an error, as in the types of Kubernetes itself.
// Sources: keda.sh/docs (ScaledObject, TriggerAuthentication), prometheus-operator.dev (ServiceMonitor), rabbitmq.com/kubernetes/operator (RabbitmqCluster),
// redis-operator.opstree.dev (RedisReplication, RedisSentinel).

/// <summary>A resource of an operator with its specification.</summary>
internal class CustomResource<TSpec> : IKubernetesObject<V1ObjectMeta> where TSpec : new()
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public TSpec Spec { get; set; } = new();
}

/// <summary>Which type reads which resource.</summary>
internal static class CustomResources
{
    public static Dictionary<string, Type> Types => new()
    {
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(CustomResource<ScaledObjectSpec>),
        ["keda.sh/v1alpha1/TriggerAuthentication"] = typeof(CustomResource<TriggerAuthenticationSpec>),
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(CustomResource<ServiceMonitorSpec>),
        ["rabbitmq.com/v1beta1/RabbitmqCluster"] = typeof(CustomResource<RabbitmqClusterSpec>),
        ["redis.redis.opstreelabs.in/v1beta2/RedisReplication"] = typeof(CustomResource<RedisReplicationSpec>),
        ["redis.redis.opstreelabs.in/v1beta2/RedisSentinel"] = typeof(CustomResource<RedisSentinelSpec>),
    };
}

internal sealed class NamedReference
{
    public string Name { get; set; } = "";
}

internal sealed class ScaledObjectSpec
{
    public NamedReference ScaleTargetRef { get; set; } = new();

    public int MinReplicaCount { get; set; }

    public int MaxReplicaCount { get; set; }

    public int? PollingInterval { get; set; }

    public int? CooldownPeriod { get; set; }

    public IList<ScaleTrigger> Triggers { get; set; } = [];
}

internal sealed class ScaleTrigger
{
    public string Type { get; set; } = "";

    public string? MetricType { get; set; }

    public IDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>();

    public NamedReference? AuthenticationRef { get; set; }
}

internal sealed class TriggerAuthenticationSpec
{
    public IList<SecretTarget> SecretTargetRef { get; set; } = [];
}

internal sealed class SecretTarget
{
    public string Parameter { get; set; } = "";

    public string Name { get; set; } = "";

    public string Key { get; set; } = "";
}

internal sealed class ServiceMonitorSpec
{
    public V1LabelSelector Selector { get; set; } = new();

    public IList<ScrapedEndpoint> Endpoints { get; set; } = [];
}

internal sealed class ScrapedEndpoint
{
    public string Port { get; set; } = "";

    public string? Path { get; set; }

    public string? Interval { get; set; }

    public IDictionary<string, IList<string>>? Params { get; set; }

    public IList<Relabeling> Relabelings { get; set; } = [];
}

internal sealed class Relabeling
{
    public IList<string> SourceLabels { get; set; } = [];

    public string TargetLabel { get; set; } = "";

    public string Replacement { get; set; } = "";
}

internal sealed class RabbitmqClusterSpec
{
    public int Replicas { get; set; }

    public string Image { get; set; } = "";

    public RabbitmqPersistence Persistence { get; set; } = new();

    public V1ResourceRequirements Resources { get; set; } = new();

    public V1Affinity? Affinity { get; set; }

    public RabbitmqSettings Rabbitmq { get; set; } = new();

    public RabbitmqOverride? Override { get; set; }
}

internal sealed class RabbitmqPersistence
{
    public string Storage { get; set; } = "";
}

internal sealed class RabbitmqSettings
{
    public string AdditionalConfig { get; set; } = "";
}

internal sealed class RabbitmqOverride
{
    public OverriddenStatefulSet StatefulSet { get; set; } = new();
}

internal sealed class OverriddenStatefulSet
{
    public OverriddenSpec Spec { get; set; } = new();
}

internal sealed class OverriddenSpec
{
    public V1PodTemplateSpec Template { get; set; } = new();
}

internal class RedisSpec
{
    public int ClusterSize { get; set; }

    public V1Affinity? Affinity { get; set; }

    public V1PodSecurityContext PodSecurityContext { get; set; } = new();

    public V1SecurityContext SecurityContext { get; set; } = new();

    public RedisInitContainer? InitContainer { get; set; }

    public RedisKubernetesConfig KubernetesConfig { get; set; } = new();
}

internal sealed class RedisReplicationSpec : RedisSpec
{
    public RedisConfig RedisConfig { get; set; } = new();

    public RedisStorage Storage { get; set; } = new();
}

internal sealed class RedisSentinelSpec : RedisSpec
{
    public RedisSentinelConfig RedisSentinelConfig { get; set; } = new();
}

internal sealed class RedisInitContainer
{
    public bool Enabled { get; set; }

    public string Image { get; set; } = "";

    public V1SecurityContext? SecurityContext { get; set; }
}

internal sealed class RedisKubernetesConfig
{
    public string Image { get; set; } = "";

    public string ImagePullPolicy { get; set; } = "";

    public V1SecretKeySelector RedisSecret { get; set; } = new();

    public V1ResourceRequirements Resources { get; set; } = new();
}

internal sealed class RedisConfig
{
    public string AdditionalRedisConfig { get; set; } = "";
}

internal sealed class RedisStorage
{
    public V1PersistentVolumeClaimTemplate VolumeClaimTemplate { get; set; } = new();
}

internal sealed class RedisSentinelConfig
{
    public string RedisReplicationName { get; set; } = "";

    public string MasterGroupName { get; set; } = "";

    public string Quorum { get; set; } = "";

    public string DownAfterMilliseconds { get; set; } = "";

    public string FailoverTimeout { get; set; } = "";

    public string ParallelSyncs { get; set; } = "";

    public V1EnvVarSource RedisReplicationPassword { get; set; } = new();
}
