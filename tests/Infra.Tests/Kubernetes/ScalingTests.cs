using System.Text.RegularExpressions;
using k8s.Models;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.InfraTests.Kubernetes;

/// <summary>By what the large overlay scales.</summary>
public sealed partial class ScalingTests
{
    [Fact]
    public async Task What_KEDA_scales_by_are_queues_of_ours_and_deployments_that_leave_their_number_to_it()
    {
        var objects = await Overlay.BuildAsync("large");
        var scaled = objects.OfType<CustomResource<ScaledObjectSpec>>().ToList();

        Assert.Equal(["gateway", "sender", "webhook-processor"], scaled.Select(any => any.Spec.ScaleTargetRef.Name).Order());
        Assert.All(objects.OfType<V1Deployment>(), deployment => Assert.Null(deployment.Spec.Replicas));
        foreach (var trigger in scaled.SelectMany(any => any.Spec.Triggers).Where(trigger => trigger.Type == "rabbitmq"))
        {
            Assert.Contains(trigger.Metadata["queueName"], Routes.Queues());
            // Over AMQP, or without this, the messages in hand would count: a Sender at Telegram's limit would call for another.
            Assert.Equal(("http", "true"), (trigger.Metadata["protocol"], trigger.Metadata["excludeUnacknowledged"]));
        }

        foreach (var trigger in scaled.Where(any => any.Spec.ScaleTargetRef.Name != "gateway").Select(any => Assert.Single(any.Spec.Triggers, trigger => trigger.Type == "prometheus")))
        {
            var query = AgeQuery().Match(trigger.Metadata["query"]);
            Assert.True(query.Success, trigger.Metadata["query"]);
            Assert.All(query.Groups[1].Value.Split('|'), queue => Assert.Contains(queue, Routes.Queues()));
        }

        var sender = scaled.Single(any => any.Spec.ScaleTargetRef.Name == "sender").Spec;
        Assert.DoesNotContain(sender.Triggers, trigger => trigger.Metadata.Values.Any(value => value.Contains("send-normal", StringComparison.Ordinal) || value.Contains("send-low", StringComparison.Ordinal)));
        Assert.All(scaled, any => Assert.True(any.Spec.MinReplicaCount >= 2, any.Spec.ScaleTargetRef.Name));
    }

    [GeneratedRegex(@"^max\(min_over_time\(rabbitmq_detailed_queue_messages_ready\{queue=~""([^""]+)""\}\[2m\]\)\)\z")]
    private static partial Regex AgeQuery();
}
