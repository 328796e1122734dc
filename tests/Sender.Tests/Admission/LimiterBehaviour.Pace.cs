using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>How many go when: the bot, people, groups.</summary>
public abstract partial class LimiterBehaviour
{
    [Fact]
    public async Task Nine_hundred_private_chats_take_thirty_seconds_from_three_processes_together()
    {
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 900; i++)
        {
            sent.Add(await GoAsync($"{1000 + i}", Priority.Normal, $"process {i % 3}"));
        }

        Assert.InRange((sent[^1] - sent[0]).TotalSeconds, 899 / 30.0 - 0.01, 899 / 30.0 / 0.99);
        Assert.All(sent.Zip(sent.Skip(30)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1) - (31 * Tick), "31 within one second"));
    }

    [Fact]
    public async Task A_private_chat_takes_a_short_burst_and_then_one_a_second()
    {
        var waits = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            waits.Add((await WaitOfAsync("42", Priority.Normal)).TotalSeconds);
        }

        Assert.Equal([0, 0, 0, 1, 2, 3], waits.Select(wait => Math.Round(wait, 3)));
    }

    [Fact]
    public async Task A_group_at_rest_takes_nearly_a_minutes_share_one_a_second_and_then_one_every_three_seconds()
    {
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 60; i++)
        {
            sent.Add(await PlaceOfAsync(Group));
        }

        Assert.All(sent.Zip(sent.Skip(3)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(1) - Tick, "four within a second"));
        // Telegram's bucket holds twenty and gains one every three seconds: one of the twenty is kept back for a slow first request.
        Assert.All(sent.Select((at, i) => (at, i)), each => Assert.True(each.i + 1 <= 19 + ((each.at - Start).TotalSeconds / 3) + 0.001, $"{each.i + 1} within {each.at - Start}"));
        Assert.Equal(123, (sent[^1] - Start).TotalSeconds, 1);
    }

    [Fact]
    public async Task A_group_that_was_silent_for_a_minute_has_its_share_again()
    {
        for (var i = 0; i < 40; i++)
        {
            Time.SetUtcNow(await PlaceOfAsync(Group));
        }

        Time.Advance(TimeSpan.FromMinutes(1));
        var first = Time.GetUtcNow();
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 19; i++)
        {
            sent.Add(await PlaceOfAsync(Group));
        }

        Assert.Equal(16, (sent[^1] - first).TotalSeconds, 1);
    }

    [Fact]
    public async Task A_group_without_a_burst_takes_one_a_second()
    {
        Options = new LimitOptions { GroupBurst = 1 };
        var sent = new List<DateTimeOffset>();
        for (var i = 0; i < 10; i++)
        {
            sent.Add(await PlaceOfAsync(Group));
        }

        Assert.All(sent.Zip(sent.Skip(1)), pair => Assert.Equal(1, (pair.Second - pair.First).TotalSeconds, 3));
    }

    [Fact]
    public async Task Limits_of_zero_are_lifted()
    {
        Options = new LimitOptions { BotRequests = 0, GroupInterval = TimeSpan.Zero, GroupPerMinute = 0, PrivateInterval = TimeSpan.Zero };

        for (var i = 0; i < 200; i++)
        {
            Assert.IsType<AdmissionResult.Go>(await AskAsync(Group, Priority.Low));
            Assert.IsType<AdmissionResult.Go>(await AskAsync("42", Priority.Low));
        }
    }
}
