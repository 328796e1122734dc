using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>Who goes first.</summary>
public abstract partial class LimiterBehaviour
{
    [Fact]
    public async Task An_urgent_message_goes_ahead_of_its_chats_line_and_everybody_moves_up_together()
    {
        Options = new LimitOptions { GroupBurst = 1 };
        await AskAsync(Group);
        var first = Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync(Group));
        var second = Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync(Group));

        var urgent = Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync(Group, Priority.Critical));
        Time.SetUtcNow(urgent.Until);
        Assert.IsType<AdmissionResult.Go>(await AskAsync(Group, Priority.Critical, place: urgent.Place));
        var firstLater = Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync(Group, place: first.Place));
        var secondLater = Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync(Group, place: second.Place));

        Assert.Equal(Start + TimeSpan.FromSeconds(1), urgent.Until);
        Assert.Equal(TimeSpan.FromSeconds(3), firstLater.Until - first.Until);
        Assert.Equal(TimeSpan.FromSeconds(3), secondLater.Until - second.Until);
    }

    [Fact]
    public async Task Urgent_messages_take_the_bots_next_moment_however_many_others_wait()
    {
        await SaturateAsync();

        var low = Assert.IsType<AdmissionResult.BotWaits>(await AskAsync("900", Priority.Low));
        var urgent = Assert.IsType<AdmissionResult.Go>(await AskAsync("901", Priority.Critical));
        var high = Assert.IsType<AdmissionResult.Go>(await AskAsync("902", Priority.High));

        Assert.True(low.Until > Time.GetUtcNow());
        Assert.InRange((urgent.At - Time.GetUtcNow()).TotalMilliseconds, 0, 160);
        Assert.Equal(1000 / 30.0, (high.At - urgent.At).TotalMilliseconds, 1);
    }

    [Fact]
    public async Task Low_gets_a_moment_after_ten_seconds_of_nothing_but_urgent_ones()
    {
        var low = 0;
        for (var i = 0; i < 30 * 25; i++)
        {
            var ahead = Assert.IsType<AdmissionResult.Go>(await AskAsync($"{5000 + i}", Priority.Critical)).At - TimeSpan.FromMilliseconds(200);
            Time.SetUtcNow(ahead > Time.GetUtcNow() ? ahead : Time.GetUtcNow());
            low += await AskAsync($"{9000 + i}", Priority.Low) is AdmissionResult.Go ? 1 : 0;
        }

        Assert.InRange(low, 2, 3);
    }
}
