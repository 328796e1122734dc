using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Clearance;
using PhStudio.Messaging.Sender.Limits;

namespace PhStudio.Messaging.Sender.Tests.Limits;

/// <summary>What a 429 closes.</summary>
public abstract partial class LimiterBehaviour
{
    [Fact]
    public async Task A_429_of_a_busy_chat_closes_that_chat_for_exactly_as_long_and_keeps_its_order()
    {
        Options = new LimitOptions { GroupBurst = 2 };
        await Ask(Group);
        var first = Assert.IsType<Verdict.Go>(await Ask(Group));
        var waiting = Assert.IsType<Verdict.ChatWaits>(await Ask(Group));

        var scope = await LimiterOf("a").Penalise(Group, TimeSpan.FromSeconds(40));
        var refused = Assert.IsType<Verdict.ChatWaits>(await LimiterOf("b").Ask(new Permission(Group, Priority.Normal, first.Place)));
        var behind = Assert.IsType<Verdict.ChatWaits>(await Ask(Group, place: waiting.Place));

        Assert.Equal(Scope.Chat, scope);
        Assert.Equal(Start + TimeSpan.FromSeconds(40), refused.Until);
        Assert.Equal(waiting.Until + TimeSpan.FromSeconds(40), behind.Until);
        Assert.IsType<Verdict.Go>(await Ask("44"));
        Time.SetUtcNow(refused.Until);
        Assert.IsType<Verdict.Go>(await Ask(Group, place: first.Place));
    }

    [Fact]
    public async Task A_429_that_a_rested_chat_cannot_have_earned_closes_the_busy_bot_in_all_processes()
    {
        await Saturate();

        var scope = await LimiterOf("a").Penalise("77", TimeSpan.FromSeconds(8));
        var normal = Assert.IsType<Verdict.BotWaits>(await LimiterOf("b").Ask(new Permission("78", Priority.Normal)));
        var critical = Assert.IsType<Verdict.BotWaits>(await LimiterOf("c").Ask(new Permission("79", Priority.Critical)));

        Assert.Equal(Scope.Bot, scope);
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromSeconds(8), normal.Until);
        Assert.Equal(normal.Until, critical.Until);
    }

    [Fact]
    public async Task A_second_chats_429_within_ten_seconds_is_the_bots()
    {
        await Ask("1");
        await Ask("2");

        Assert.Equal(Scope.Chat, await LimiterOf("a").Penalise("1", TimeSpan.FromSeconds(5)));
        Assert.Equal(Scope.Bot, await LimiterOf("b").Penalise("2", TimeSpan.FromSeconds(5)));
    }
}
