using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>An album counts as many messages as it has photos.</summary>
public abstract partial class LimiterBehaviour
{
    [Fact]
    public async Task After_an_album_the_next_message_waits_as_after_as_many_messages()
    {
        Assert.Equal(Start, await GoOfAsync("42", weight: 3));

        Assert.Equal(1, (await WaitOfAsync("42", Priority.Normal)).TotalSeconds, 3);
    }

    [Fact]
    public async Task An_album_larger_than_a_burst_goes_when_the_chat_has_rested_and_is_paid_for_afterwards()
    {
        await GoOfAsync("42", weight: 1);

        var waits = Assert.IsType<AdmissionResult.ChatWaits>(await AlbumAsync("42", 10));
        Time.SetUtcNow(waits.Until);
        Assert.IsType<AdmissionResult.Go>(await AlbumAsync("42", 10, waits.Place));

        Assert.Equal(Start.AddSeconds(1), waits.Until);
        // Three were free, seven are owed, and the message's own.
        Assert.Equal(8, (await WaitOfAsync("42", Priority.Normal)).TotalSeconds, 3);
    }

    [Theory]
    [InlineData(Priority.Normal)]
    [InlineData(Priority.Critical)]
    public async Task An_album_takes_as_much_of_a_groups_minute_as_its_photos(Priority priority)
    {
        await GoOfAsync(Group, weight: 10, priority);
        Time.Advance(TimeSpan.FromSeconds(12));
        await GoOfAsync(Group, weight: 10, priority);

        var third = Assert.IsType<AdmissionResult.ChatWaits>(await AlbumAsync(Group, 10, priority: priority));

        // Nineteen at rest, less twenty, and one more every three seconds: ten are there after 33 s.
        Assert.Equal(33, (third.Until - Start).TotalSeconds, 3);
    }

    [Fact]
    public async Task The_bot_pauses_for_an_album_as_for_as_many_messages()
    {
        await GoOfAsync("42", weight: 10);

        var next = Assert.IsType<AdmissionResult.Go>(await AskAsync("43", Priority.Critical));

        Assert.Equal(10 / 30.0, (next.At - Start).TotalSeconds, 3);
    }

    private async Task<DateTimeOffset> GoOfAsync(string chat, int weight, Priority priority = Priority.Normal) => Assert.IsType<AdmissionResult.Go>(await AlbumAsync(chat, weight, priority: priority)).At;

    private Task<AdmissionResult> AlbumAsync(string chat, int weight, long? place = null, Priority priority = Priority.Normal) =>
        LimiterOf("a").AskAsync(new AdmissionRequest(chat, priority, place, Weight: weight));
}
