using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>How much of the bot's limit is used.</summary>
public abstract partial class LimiterBehaviour
{
    [Fact]
    public async Task The_used_rate_is_that_of_the_last_five_seconds_over_all_processes()
    {
        Assert.Equal(new RequestRate(0, 30), await RateAsync("a"));
        for (var second = 0; second < 10; second++)
        {
            Time.SetUtcNow(Start.AddSeconds(second));
            for (var i = 0; i < 12; i++)
            {
                Assert.IsType<AdmissionResult.Go>(await LimiterOf(i % 2 == 0 ? "a" : "b").AskAsync(new AdmissionRequest($"{(second * 100) + i + 1}", Priority.Critical)));
            }
        }

        Time.SetUtcNow(Start.AddSeconds(10));
        Assert.Equal(new RequestRate(12, 30), await RateAsync("c"));
        Time.SetUtcNow(Start.AddSeconds(12.5));
        Assert.Equal(new RequestRate(6, 30), await RateAsync("a"));
        Time.SetUtcNow(Start.AddSeconds(15));
        Assert.Equal(new RequestRate(0, 30), await RateAsync("a"));
        Time.SetUtcNow(Start.AddHours(1));
        Assert.Equal(new RequestRate(0, 30), await RateAsync("a"));
    }

    [Fact]
    public async Task What_was_not_let_through_is_not_counted_and_an_album_counts_as_what_it_holds()
    {
        await LimiterOf("a").AskAsync(new AdmissionRequest("42", Priority.Normal, Weight: 10));
        Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync("42"));

        Assert.Equal(2, (await RateAsync("a")).Used);
    }

    [Fact]
    public async Task A_bot_without_a_limit_is_counted_too_and_its_window_may_be_a_minute()
    {
        Options = new LimitOptions { BotRequests = 0 };
        await AskAsync("42");
        Assert.Equal(new RequestRate(0.2, null), await RateAsync("a"));

        Assert.Equal(20, new LimitOptions { BotRequests = 1200, BotWindow = TimeSpan.FromMinutes(1) }.BotRate);
    }

    private Task<RequestRate> RateAsync(string process) => LimiterOf(process).RateAsync();
}
