using System.Text.Json;
using PhStudio.Messaging.WebConsole.Calls;
using PhStudio.Messaging.WebConsole.Overview;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>The one sentence of the overview, and the sums below it.</summary>
public sealed class VerdictTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly StatusAnswer Well = new("connected", null, null, "webhook", "https://studio.example/webhook", null, null, null, "closed", new Dictionary<string, string> { ["broker"] = "healthy" },
        new Dictionary<string, long>(), null, null, null, 0, null, null, 0, 30, null, null, null);

    [Fact]
    public void Where_nothing_fails_all_is_well()
    {
        Assert.Equal((true, "All is well."), Verdict.Of(Well, 0, Now));
        // An error of yesterday, and few refusals.
        Assert.True(Verdict.Of(Well with { LastWebhookError = "Connection refused", LastWebhookErrorAt = Now.AddMinutes(-11), RefusedAgain = 5 }, 0, Now).IsWell);
    }

    [Fact]
    public void What_fails_is_named()
    {
        Assert.Equal("Not all is well: The Sender does not answer.", Ill(Well with { Error = "The Sender does not answer." }));
        Assert.Equal("Not all is well: broker, redis are missing.", Ill(Well with { Parts = new Dictionary<string, string> { ["redis"] = "unhealthy", ["broker"] = "unhealthy" } }));
        Assert.Equal("Telegram is not called for now: its circuit is open.", Ill(Well with { Circuit = "open" }));
        Assert.Equal("All parts work, but Telegram could not deliver an update (Connection refused).", Ill(Well with { LastWebhookError = "Connection refused", LastWebhookErrorAt = Now.AddMinutes(-1) }));
        Assert.Equal("All parts work, but the webhook is wrong: another secret.", Ill(Well with { WebhookProblem = "another secret.", LastWebhookError = "403", LastWebhookErrorAt = Now }));
        Assert.Equal("All parts work, but 1 booking waits for a decision although the managers were called.", Ill(Well, overdue: 1));
        Assert.Equal("All parts work, but 50 messages were given up and lie under Failed.", Ill(Well with { Failed = 50 }));
        // Without a broker there is nothing under Failed.
        Assert.Equal("All parts work, but 1 message failed in the last day: Messages says why.", Ill(Well with { Queues = null, Failed = 1 }));
        Assert.Equal("All parts work, but of 2 messages nobody knows whether they arrived.", Ill(Well with { Unknown = 2 }));
        Assert.Equal("All parts work, but the platform does not take 3 callbacks.", Ill(Well with { CallbacksFailing = 3 }));
        Assert.Equal("All parts work, but Telegram refused the same messages again and again (233 times in ten minutes).", Ill(Well with { RefusedAgain = 233 }));
        Assert.Equal("All parts work, but 1 message was given up in Redis: GET /unsent says why, POST /unsent/replay sends again; 2 templates were refused.", Ill(Well with { Unsent = 1, TemplateProblems = ["a", "b"] }));
    }

    [Fact]
    public void Every_count_of_every_stretch_is_read_and_added_up()
    {
        const string Answer = """
            {"span":"hour","step_seconds":300,"parts":[
              {"at":"2026-12-01T08:00:00Z","sent":1,"queued":2,"failed":3,"expired":4,"unknown":5,"deferred":6},
              {"at":"2026-12-01T08:05:00Z","sent":10,"queued":20,"failed":30,"expired":40,"unknown":50,"deferred":60}]}
            """;

        var sum = MessageCount.Sum(JsonSerializer.Deserialize<MessageCountList>(Answer, GatewayClient.Json)!.Parts);

        Assert.Equal(new MessageCount(default, 11, 22, 33, 44, 55, 66), sum);
    }

    private static string Ill(StatusAnswer status, int overdue = 0)
    {
        var (isWell, sentence) = Verdict.Of(status, overdue, Now);
        Assert.False(isWell);
        return sentence;
    }
}
