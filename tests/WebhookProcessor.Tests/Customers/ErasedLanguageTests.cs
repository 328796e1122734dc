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
}
