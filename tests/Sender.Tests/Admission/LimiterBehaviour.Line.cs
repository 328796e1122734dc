using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>Those that wait for their chat.</summary>
public abstract partial class LimiterBehaviour
{
    [Fact]
    public async Task Each_waiting_message_goes_at_its_own_time_and_in_its_order()
    {
        Options = new LimitOptions { GroupBurst = 1 };
        var waiting = new List<AdmissionResult.ChatWaits>();
        for (var i = 0; i < 10; i++)
        {
            if (await AskAsync(Group) is AdmissionResult.ChatWaits wait)
            {
                waiting.Add(wait);
            }
        }

        foreach (var wait in waiting)
        {
            Time.SetUtcNow(wait.Until - TimeSpan.FromMilliseconds(1));
            Assert.Equal(wait.Until, Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync(Group, place: wait.Place)).Until);
            Time.SetUtcNow(wait.Until);
            Assert.IsType<AdmissionResult.Go>(await AskAsync(Group, place: wait.Place));
        }

        Assert.Equal(9, waiting.Count);
    }

    [Fact]
    public async Task A_chat_that_must_wait_holds_up_no_other()
    {
        for (var i = 0; i < 300; i++)
        {
            await PlaceOfAsync(Group);
        }

        Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.IsType<AdmissionResult.Go>(await AskAsync("43"));
        Assert.IsType<AdmissionResult.ChatWaits>(await AskAsync(Group));
    }
}
