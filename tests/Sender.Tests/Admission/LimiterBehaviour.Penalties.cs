using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>What a 429 closes.</summary>
public abstract partial class LimiterBehaviour
{
    [Fact]
    public async Task A_429_of_a_busy_chat_closes_that_chat_for_exactly_as_long_and_keeps_its_order()
    {
        Options = new LimitOptions { GroupBurst = 2 };
        await AskAsync(Group);
        var first = Assert.IsType<AdmissionResult.Go>(await AskAsync(Group));
        var waiting = Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync(Group));

        var scope = await LimiterOf("a").PenaliseAsync(Group, TimeSpan.FromSeconds(40));
        var refused = Assert.IsType<AdmissionResult.ChatWaits>(await LimiterOf("b").AskAsync(new AdmissionRequest(Group, Priority.Normal, first.Place)));
        var behind = Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync(Group, place: waiting.Place));

        Assert.Equal(Scope.Chat, scope);
        Assert.Equal((Group, Start + TimeSpan.FromSeconds(40)), Assert.Single(await LimiterOf("a").ClosedAsync()));
        Assert.Equal(Start + TimeSpan.FromSeconds(40), refused.Until);
        Assert.Equal(waiting.Until + TimeSpan.FromSeconds(40), behind.Until);
        Assert.IsType<AdmissionResult.Go>(await AskAsync("44"));
        Time.SetUtcNow(refused.Until);
        Assert.Empty(await LimiterOf("a").ClosedAsync());
        Assert.IsType<AdmissionResult.Go>(await AskAsync(Group, place: first.Place));
    }

    [Fact]
    public async Task A_429_that_a_rested_chat_cannot_have_earned_closes_the_busy_bot_in_all_processes()
    {
        await SaturateAsync();

        var scope = await LimiterOf("a").PenaliseAsync("77", TimeSpan.FromSeconds(8));
        var normal = Assert.IsType<AdmissionResult.BotWaits>(await LimiterOf("b").AskAsync(new AdmissionRequest("78", Priority.Normal)));
        var critical = Assert.IsType<AdmissionResult.BotWaits>(await LimiterOf("c").AskAsync(new AdmissionRequest("79", Priority.Critical)));

        Assert.Equal(Scope.Bot, scope);
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromSeconds(8), normal.Until);
        Assert.Equal(normal.Until, critical.Until);
    }

    [Fact]
    public async Task Two_chats_429s_are_their_own_and_a_third_chats_within_ten_seconds_is_the_bots()
    {
        await AskAsync("1");
        await AskAsync("2");
        await AskAsync("3");

        Assert.Equal(Scope.Chat, await LimiterOf("a").PenaliseAsync("1", TimeSpan.FromSeconds(500)));
        Assert.Equal(Scope.Chat, await LimiterOf("b").PenaliseAsync("2", TimeSpan.FromSeconds(700)));
        Assert.Equal(Scope.Chat, await LimiterOf("b").PenaliseAsync("1", TimeSpan.FromSeconds(500)));
        Assert.IsType<AdmissionResult.Go>(await AskAsync("44"));
        Assert.Equal(Scope.Bot, await LimiterOf("a").PenaliseAsync("3", TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Chats_that_are_refused_one_after_the_other_over_a_longer_time_say_nothing_of_the_bot()
    {
        foreach (var chat in new[] { "1", "2", "3", "4" })
        {
            await AskAsync(chat);
            Assert.Equal(Scope.Chat, await LimiterOf("a").PenaliseAsync(chat, TimeSpan.FromSeconds(5)));
            Time.Advance(TimeSpan.FromSeconds(6));
        }
    }

    [Fact]
    public async Task The_bot_is_closed_for_a_minute_at_most_and_the_chat_for_as_long_as_Telegram_said()
    {
        await SaturateAsync();

        var scope = await LimiterOf("a").PenaliseAsync("77", TimeSpan.FromHours(1));
        var others = Assert.IsType<AdmissionResult.BotWaits>(await LimiterOf("b").AskAsync(new AdmissionRequest("78", Priority.Normal)));
        Assert.Equal((Scope.Bot, Time.GetUtcNow() + TimeSpan.FromMinutes(1)), (scope, others.Until));

        var until = Time.GetUtcNow() + TimeSpan.FromHours(1);
        Time.SetUtcNow(others.Until);
        Assert.Equal(until, Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync("77")).Until);
        Assert.IsType<AdmissionResult.Go>(await AskAsync("78"));
    }
}
