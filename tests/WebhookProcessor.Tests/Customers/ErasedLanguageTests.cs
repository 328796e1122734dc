using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Conversations;
using PhStudio.Messaging.WebhookProcessor.Tests.App;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Customers;

/// <summary>What an erasure forgets beside a person's bookings, in Redis and in memory alike.</summary>
public sealed class ErasedLanguageTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task An_erasure_forgets_the_language_that_the_person_chose(bool redis)
    {
        var person = Random.Shared.NextInt64(1_000_000_000, 9_999_999_999);
        var chat = person.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var app = await ProcessorApp.StartAsync(settings: redis ? [("REDIS_URL", RealServers.NewRedis())] : []);
        var languages = app.Services.GetRequiredService<UserLanguages>();
        await languages.ChooseAsync(person, "de");
        Assert.Equal("de", await languages.ChosenAsync(person));

        await app.Bus.Publish(new EraseTraces { MessageIds = [], ChatIds = [chat] }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the language to be forgotten", async () => await languages.ChosenAsync(person) is null);
    }

    [Fact]
    public async Task An_erasure_that_Redis_hinders_is_tried_again()
    {
        var sessions = new HinderedSessions();
        await using var app = await ProcessorApp.StartAsync(bus => bus.AddSingleton<ISessions>(sessions));
        await sessions.ChangeAsync(UserLanguages.EveryChat, 99, session => session with { Language = "de" });

        await app.Bus.Publish(new EraseTraces { MessageIds = [], ChatIds = ["99"] }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync("the language to be forgotten", async () => (await sessions.GetAsync(UserLanguages.EveryChat, 99)).Language is null);
    }

    // The first erasure finds no Redis.
    private sealed class HinderedSessions : ISessions
    {
        private readonly InMemorySessions _sessions = new(TimeProvider.System);
        private bool _wasAsked;

        public Task<Session> GetAsync(string chatId, long userId) => _sessions.GetAsync(chatId, userId);

        public Task<Session> ChangeAsync(string chatId, long userId, Func<Session, Session> change) => _sessions.ChangeAsync(chatId, userId, change);

        public Task ForgetAsync(string chatId, long userId)
        {
            if (!_wasAsked)
            {
                _wasAsked = true;
                throw new TimeoutException("Redis did not answer.");
            }

            return _sessions.ForgetAsync(chatId, userId);
        }
    }
}
