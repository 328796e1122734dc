using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.WebhookProcessor.Conversations;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Stores;

/// <summary>What a person is asked in a chat, and the language that was chosen.</summary>
public sealed class SessionStoreTests : StoreTest
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_session_is_of_one_person_in_one_chat_and_no_change_is_lost(bool redis)
    {
        ISessions sessions = redis ? new RedisSessions(Database()) : new InMemorySessions(new FakeTimeProvider());
        var awaited = new AwaitedReason(Guid.NewGuid(), "PH-1", 3, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

        await sessions.ChangeAsync("-1001", 7, s => s with { Awaited = awaited });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sessions.ChangeAsync("-1001", 7, s => s with { Shown = [.. s.Shown, Guid.NewGuid()] })));

        var session = await sessions.GetAsync("-1001", 7);
        Assert.Equal((awaited, 20), (session.Awaited, session.Shown.Count));
        Assert.Null((await sessions.GetAsync("-1001", 8)).Awaited);
        Assert.Null((await sessions.GetAsync("-1002", 7)).Awaited);

        await sessions.ForgetAsync("-1001", 7);
        await sessions.ForgetAsync("-1001", 7);
        Assert.Empty((await sessions.GetAsync("-1001", 7)).Shown);
    }

    [Fact]
    public async Task A_session_of_another_form_is_read_as_none()
    {
        var database = Database();
        await database.StringSetAsync("webhook:session:-1001:7", """{"Format":99,"Language":"en"}""");

        Assert.Null((await new RedisSessions(database).GetAsync("-1001", 7)).Language);
    }

    [Fact]
    public async Task In_Redis_a_session_is_kept_for_thirty_days()
    {
        var database = Database();
        await new RedisSessions(database).ChangeAsync("-1001", 7, s => s with { Language = "en" });

        Assert.InRange((await database.KeyTimeToLiveAsync("webhook:session:-1001:7"))!.Value.TotalDays, 29.9, 30);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_language_that_a_person_chose_is_kept_for_a_year_and_what_a_chat_waits_for_for_a_month(bool redis)
    {
        var (time, database) = (new FakeTimeProvider(), Database());
        ISessions sessions = redis ? new RedisSessions(database) : new InMemorySessions(time);
        await sessions.ChangeAsync(UserLanguages.EveryChat, 7, session => session with { Language = "de" });
        await sessions.ChangeAsync("7", 7, session => session with { Shown = [Guid.NewGuid()] });

        if (redis)
        {
            Assert.InRange((await database.KeyTimeToLiveAsync("webhook:session:*:7"))!.Value.TotalDays, 364, 365);
            Assert.InRange((await database.KeyTimeToLiveAsync("webhook:session:7:7"))!.Value.TotalDays, 29, 30);
            return;
        }

        time.Advance(TimeSpan.FromDays(364));
        Assert.Equal(("de", 0), ((await sessions.GetAsync(UserLanguages.EveryChat, 7)).Language, (await sessions.GetAsync("7", 7)).Shown.Count));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Null((await sessions.GetAsync(UserLanguages.EveryChat, 7)).Language);
    }
}
