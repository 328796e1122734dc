using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>The table of priorities has a row for each, and its rows are in the order of their urgency.</summary>
public sealed class PriorityRuleTests
{
    [Fact]
    public void Each_priority_has_its_lane_and_a_wait_that_ends()
    {
        var lanes = Routes.All().Where(route => route.Message == typeof(SendMessage)).Select(route => (route.Queue, route.RoutingKey));

        Assert.Equal(Enum.GetValues<Priority>().Select(priority => (Routes.Lane(priority), (string?)Routes.RoutingKey(priority))), lanes);
        Assert.All(Enum.GetValues<Priority>(), priority => Assert.InRange(PriorityRule.Of(priority).MaxWait, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void The_more_urgent_reach_further_and_wait_no_longer()
    {
        var rules = PriorityRule.MostUrgentFirst.Select(PriorityRule.Of).ToList();

        Assert.Equal(Priority.Critical, PriorityRule.MostUrgentFirst[0]);
        Assert.Equal(rules.Select(rule => rule.Horizon).OrderDescending(), rules.Select(rule => rule.Horizon));
        Assert.Equal(rules.Select(rule => rule.MaxWait).Order(), rules.Select(rule => rule.MaxWait));
        Assert.Equal(rules.OrderByDescending(rule => rule.IsUrgent), rules);
    }
}
