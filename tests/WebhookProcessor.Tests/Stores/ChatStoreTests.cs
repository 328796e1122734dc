using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.ChatOutages;
using PhStudio.Messaging.ServiceDefaults.ChatPins;
using PhStudio.Messaging.WebhookProcessor.Bookings.Digest;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Stores;

/// <summary>What is known of chats: moves, numbers of names, outages, languages, and the digest that they had.</summary>
public sealed class ChatStoreTests : StoreTest
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_group_that_became_a_supergroup_is_known_by_its_old_number(bool redis)
    {
        IChatMoves moves = redis ? new RedisChatMoves(Database()) : new InMemoryChatMoves();

        Assert.True(await moves.MovedAsync("-1001", "-1001234567890"));
        Assert.True(await moves.MovedAsync("-1001", "-1001234567890"));
        Assert.False(await moves.MovedAsync("-1001", "-1009999999999"));

        Assert.Equal("-1001234567890", await moves.AfterAsync("-1001"));
        Assert.Null(await moves.AfterAsync("-1001234567890"));
        Assert.Equal("-1001", await moves.BeforeAsync("-1001234567890"));
        Assert.Null(await moves.BeforeAsync("-1001"));
        Assert.Null(await moves.BeforeAsync("-1009999999999"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_name_keeps_the_number_that_it_had_first(bool redis)
    {
        IChatPins pins = redis ? new RedisChatPins(Database()) : new InMemoryChatPins();

        Assert.Equal("-1001", await pins.PinAsync("@Studio", "-1001"));
        Assert.Equal("-1001", await pins.PinAsync("@studio", "-1002"));
        Assert.Equal("-1002", await pins.PinAsync("@other", "-1002"));
        Assert.Equal([new ChatPin("@other", "-1002"), new ChatPin("@studio", "-1001", Refused: "-1002")], await pins.AllAsync());

        await pins.PinAsync("@STUDIO", "-1001");
        await pins.KeepOnlyAsync(["@Studio"]);

        Assert.Equal([new ChatPin("@studio", "-1001")], await pins.AllAsync());
        Assert.Equal("-1003", await pins.PinAsync("@other", "-1003"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_digest_of_a_day_is_sent_once_it_is_noted(bool redis)
    {
        IDigestDays days = redis ? new RedisDigestDays(Database()) : new InMemoryDigestDays();
        var day = new DateOnly(2026, 12, 24);

        Assert.False(await days.WasSentAsync(day));
        await days.SentAsync(day);
        await days.SentAsync(day);

        Assert.True(await days.WasSentAsync(day));
        Assert.False(await days.WasSentAsync(day.AddDays(1)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_chats_outage_begins_once_goes_on_and_ends(bool redis)
    {
        var at = new DateTimeOffset(2026, 12, 1, 11, 2, 0, TimeSpan.Zero);
        IChatOutages outages = redis ? new RedisChatOutages(Database()) : new InMemoryChatOutages();

        Assert.Equal(new ChatOutage("@studio", FailureReason.Kicked, at, at, 0), await outages.FailedAsync("@studio", FailureReason.Kicked, at));
        var first = await outages.FailedAsync("-1001", FailureReason.Kicked, at);
        await outages.ToldAsync(first!, 1);
        await outages.ToldAsync(first! with { Since = at.AddSeconds(1) }, 7);
        await outages.ToldAsync(first!, 0);
        var later = await outages.FailedAsync("-1001", FailureReason.Forbidden, at.AddHours(1));

        Assert.Equal(new ChatOutage("-1001", FailureReason.Forbidden, at, at.AddHours(1), 1), later);
        Assert.Equal(["-1001", "@studio"], (await outages.AllAsync()).Select(outage => outage.ChatId));
        Assert.True(await outages.EndAsync("-1001", at.AddHours(2)));
        Assert.False(await outages.EndAsync("-1001", at.AddHours(2)));
        await outages.ToldAsync(first!, 2);
        Assert.True(await outages.EndAsync("@studio", at));
        Assert.Empty(await outages.AllAsync());
        // A refusal that was made before the end, and is heard of after it.
        Assert.Null(await outages.FailedAsync("-1001", FailureReason.Kicked, at.AddHours(2)));
        Assert.Null(await outages.FailedAsync("@Studio", FailureReason.Kicked, at));
        Assert.Empty(await outages.AllAsync());
        // An end that is heard of late ends no outage that goes on: what was refused since was refused after it. Two clocks may differ by a minute.
        await outages.FailedAsync("-1002", FailureReason.Kicked, at.AddMinutes(2));
        Assert.False(await outages.EndAsync("-1002", at));
        Assert.Equal(["-1002"], (await outages.AllAsync()).Select(outage => outage.ChatId));
        Assert.True(await outages.EndAsync("-1002", at.AddMinutes(1)));
        // That a chat was reached ends nothing by itself, and a refusal of before begins nothing.
        await outages.FailedAsync("-1003", FailureReason.Kicked, at);
        await outages.ReachedAsync("-1003", at.AddHours(1));
        await outages.ReachedAsync("-1004", at.AddHours(1));
        await outages.ReachedAsync("-1004", at);
        Assert.Equal(at, (await outages.FailedAsync("-1003", FailureReason.Blocked, at.AddMinutes(30)))!.FailedAt);
        Assert.Null(await outages.FailedAsync("-1004", FailureReason.Kicked, at.AddMinutes(30)));
        Assert.True(await outages.EndAsync("-1003", at.AddHours(1)));
        var again = await outages.FailedAsync("-1001", FailureReason.Kicked, at.AddHours(3));
        Assert.Equal((again, at.AddHours(3)), (await outages.FailedAsync("-1001", FailureReason.Blocked, at.AddHours(1)), again!.Since));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_chats_language_is_the_one_that_was_chosen_last(bool redis)
    {
        IChatLanguages languages = redis ? new RedisChatLanguages(Database()) : new InMemoryChatLanguages();

        await languages.SetAsync("-1001", "en");
        await languages.SetAsync("@studio", "de");
        await languages.SetAsync("-1001", "ru");

        Assert.Equal([("-1001", "ru"), ("@studio", "de")], (await languages.AllAsync()).Select(chat => (chat.Key, chat.Value)).OrderBy(chat => chat.Key, StringComparer.Ordinal));
    }
}
