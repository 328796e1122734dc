using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class InMemoryChatStoreTests
{
    [Fact]
    public async Task A_note_is_forgotten_a_month_after_its_last_refusal()
    {
        var time = new FakeTimeProvider();
        var chats = new InMemoryChatStore(time);
        await chats.UnreachableAsync("1", FailureReason.Blocked);
        await chats.MigratedAsync("2", "-1002");
        time.Advance(TimeSpan.FromDays(29));
        await chats.UnreachableAsync("1", FailureReason.Blocked);
        time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(2, (await chats.FindAsync("1"))?.Refusals);
        Assert.Null(await chats.FindAsync("2"));
        Assert.Equal(["1"], (await chats.ListAsync(after: null, limit: 10)).Select(note => note.Place.ChatId));
        time.Advance(TimeSpan.FromDays(29));
        Assert.Null(await chats.FindAsync("1"));
        await chats.UnreachableAsync("1", FailureReason.Blocked);
        Assert.Equal(1, (await chats.FindAsync("1"))?.Refusals);
    }
}
