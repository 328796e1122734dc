using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class InMemoryChatStoreTests : ChatStoreBehaviour
{
    private InMemoryChatStore? _only;

    protected override IChatStore Chats => _only ??= new InMemoryChatStore(Time);

    [Fact]
    public async Task A_note_is_forgotten_a_month_after_its_last_refusal()
    {
        await Chats.UnreachableAsync("1", FailureReason.Blocked);
        await Chats.MigratedAsync("2", "-1002");
        Time.Advance(TimeSpan.FromDays(29));
        await Chats.UnreachableAsync("1", FailureReason.Blocked);
        Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(2, (await Chats.FindAsync("1"))?.Refusals);
        Assert.Null(await Chats.FindAsync("2"));
        Assert.Equal(["1"], (await Chats.ListAsync(after: null, limit: 10)).Select(note => note.Place.ChatId));
        Time.Advance(TimeSpan.FromDays(29));
        Assert.Null(await Chats.FindAsync("1"));
        await Chats.UnreachableAsync("1", FailureReason.Blocked);
        Assert.Equal(1, (await Chats.FindAsync("1"))?.Refusals);
    }
}

public sealed class RedisChatStoreTests : ChatStoreBehaviour
{
    private readonly Platform.RedisKeys _keys = TestRedis.FreshKeys();

    protected override IChatStore Chats => new RedisChatStore(TestRedis.Connection, _keys, Time);
}

/// <summary>What every store of chats promises.</summary>
public abstract class ChatStoreBehaviour
{
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));

    protected abstract IChatStore Chats { get; }

    [Fact]
    public async Task A_chat_that_cannot_be_reached_is_believed_the_second_time_and_tried_again_after_pauses_that_grow()
    {
        var pauses = new List<TimeSpan>();
        for (var refusal = 1; refusal <= 9; refusal++)
        {
            await Chats.UnreachableAsync("6", FailureReason.ChatNotFound);
            var note = (await Chats.FindAsync("6"))!;
            Assert.Equal(refusal > 1, note.IsClosed(Time.GetUtcNow()));
            pauses.Add(note.AskAgainAt - Time.GetUtcNow());
            Time.SetUtcNow(note.AskAgainAt);
            Assert.False((await Chats.FindAsync("6"))!.IsClosed(Time.GetUtcNow()));
        }

        Assert.Equal([0, 1, 5, 30, 120, 720, 1440, 1440, 1440], pauses.Select(pause => pause.TotalMinutes));
        Assert.True(await IsNewsAsync("6", isWritten: true));
        Assert.Null(await Chats.FindAsync("6"));
    }

    [Fact]
    public async Task A_chat_where_only_a_right_is_missing_is_always_tried_and_its_note_goes_with_what_was_written_there()
    {
        for (var refusal = 0; refusal < 3; refusal++)
        {
            await Chats.UnreachableAsync("-7", FailureReason.Forbidden);
        }

        Assert.False((await Chats.FindAsync("-7"))!.IsClosed(Time.GetUtcNow()));
        Assert.False(await IsNewsAsync("-7", isWritten: false));
        Assert.True(await IsNewsAsync("-7", isWritten: true));
        Assert.False(await IsNewsAsync("-7", isWritten: true));
        Assert.Null(await Chats.FindAsync("-7"));

        await Chats.UnreachableAsync("8", FailureReason.Blocked);
        Assert.True(await IsNewsAsync("8", isWritten: false));
    }

    [Fact]
    public async Task That_a_chat_is_reachable_again_is_told_before_the_note_goes_and_told_again_where_that_failed()
    {
        await Chats.UnreachableAsync("9", FailureReason.Blocked);

        await Assert.ThrowsAsync<TimeoutException>(() => Chats.ReachableAsync("9", isWritten: true, Time.GetUtcNow(), () => throw new TimeoutException("the broker does not answer")));

        Assert.NotNull(await Chats.FindAsync("9"));
        Assert.True(await IsNewsAsync("9", isWritten: true));
    }

    [Fact]
    public async Task A_refusal_that_comes_while_the_end_of_the_last_one_is_told_stays()
    {
        await Chats.UnreachableAsync("9", FailureReason.Blocked);

        await Chats.ReachableAsync("9", isWritten: false, Time.GetUtcNow(), () => Chats.UnreachableAsync("9", FailureReason.Blocked));

        Assert.Equal(2, (await Chats.FindAsync("9"))?.Refusals);
    }

    [Fact]
    public async Task What_was_seen_before_a_refusal_does_not_end_it_however_late_it_is_read()
    {
        var early = Time.GetUtcNow() - TimeSpan.FromMinutes(30);
        for (var refusals = 1; refusals <= 3; refusals++)
        {
            await Chats.UnreachableAsync("11", FailureReason.Blocked);

            Assert.False(await IsNewsAsync("11", isWritten: false, seenAt: early));
        }

        Assert.Equal(3, (await Chats.FindAsync("11"))?.Refusals);
        Assert.True(await IsNewsAsync("11", isWritten: false));
    }

    [Fact]
    public async Task A_chat_that_is_asked_again_is_tried_and_its_first_success_is_news()
    {
        await Chats.UnreachableAsync("10", FailureReason.Kicked);
        await Chats.UnreachableAsync("10", FailureReason.Kicked);

        Assert.Equal(2, (await Chats.AskAgainAsync("10"))?.Refusals);

        Assert.Null(await Chats.AskAgainAsync("10"));
        Assert.False((await Chats.FindAsync("10"))!.IsClosed(Time.GetUtcNow()));
        Assert.Empty(await Chats.ListAsync(after: null, 10));
        Assert.True(await IsNewsAsync("10", isWritten: true));

        await Chats.UnreachableAsync("10", FailureReason.Kicked);
        Assert.Equal(1, (await Chats.FindAsync("10"))!.Refusals);
    }

    [Fact]
    public async Task The_capitals_of_a_public_name_mean_nothing()
    {
        await Chats.UnreachableAsync("@MyStudio", FailureReason.ChatNotFound);
        await Chats.UnreachableAsync("@mystudio", FailureReason.ChatNotFound);

        Assert.Equal(2, (await Chats.FindAsync("@MYSTUDIO"))?.Refusals);
        Assert.Single(await Chats.ListAsync(after: null, 10));
        Assert.True(await IsNewsAsync("@Mystudio", isWritten: false));
    }

    [Fact]
    public async Task Chats_with_something_in_their_way_are_listed_the_latest_first_and_forgotten_at_an_order()
    {
        await Chats.MigratedAsync("-1", "-1001");
        Time.Advance(TimeSpan.FromSeconds(1));
        await Chats.UnreachableAsync("7", FailureReason.Blocked);
        await Chats.UnreachableAsync("7", FailureReason.Blocked);
        Time.Advance(TimeSpan.FromSeconds(1));
        await Chats.UnreachableAsync("8", FailureReason.Kicked);
        await IsNewsAsync("8", isWritten: true);

        var all = await Chats.ListAsync(after: null, 10);
        var first = await Chats.ListAsync(after: null, 1);
        var second = await Chats.ListAsync(first[0].Place, 1);
        var known = await Chats.AskAgainAsync("7");

        Assert.Equal(["7", "-1"], all.Select(chat => chat.Place.ChatId));
        Assert.Equal((2, "-1001"), (all[0].Status.Refusals, all[1].Status.MovedTo));
        Assert.Equal(all, [first[0], second[0]]);
        Assert.Equal(FailureReason.Blocked, known?.Unreachable);
        await Chats.ForgetAsync("7");
        Assert.Null(await Chats.FindAsync("7"));
        Assert.Null(await Chats.AskAgainAsync("7"));
        Assert.Equal(["-1"], (await Chats.ListAsync(after: null, 10)).Select(chat => chat.Place.ChatId));
    }

    private async Task<bool> IsNewsAsync(string chat, bool isWritten, DateTimeOffset? seenAt = null)
    {
        var isTold = false;
        await Chats.ReachableAsync(chat, isWritten, seenAt ?? Time.GetUtcNow(), () =>
        {
            isTold = true;
            return Task.CompletedTask;
        });
        return isTold;
    }
}
