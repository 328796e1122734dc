using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Presses;

/// <summary>Many people at one moment, through two processes, on a real RabbitMQ and Redis. <c>RACE_BOOKINGS=200</c> and <c>RACE_RUNS=3</c> make the whole count.</summary>
public sealed class RaceTests
{
    private const int People = 50;

    [Fact]
    public async Task Of_fifty_people_one_decides_and_the_others_are_told_the_truth()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var one = await ProcessorApp.StartAsync(settings: [("RABBITMQ_URL", broker.Url), ("REDIS_URL", RealServers.Redis)]);
        await using var two = await ProcessorApp.StartAsync(settings: [("RABBITMQ_URL", broker.Url), ("REDIS_URL", RealServers.Redis)]);

        for (var run = 0; run < Count.Of("RACE_RUNS", 1); run++)
        {
            for (var booking = 0; booking < Count.Of("RACE_BOOKINGS", 5); booking++)
            {
                await RaceAsync(one, two, $"race-{Guid.NewGuid():N}");
            }
        }

        Assert.Empty(one.Lines.Lines.Concat(two.Lines.Lines));
    }

    private static async Task RaceAsync(ProcessorApp one, ProcessorApp two, string id)
    {
        await one.Bus.Publish(BookingHarness.Created(id));
        var question = await Eventually.GetAsync("the question", () => Task.FromResult(Of<SendMessage>(m => m.BookingId == id).FirstOrDefault()), m => m is not null);

        var answers = await Task.WhenAll(Enumerable.Range(1, People).Select(async person => (
            Person: person,
            Confirms: person % 2 == 0,
            Answer: await (person % 4 < 2 ? one : two).AskAsync(Telegram.Press(
                person % 2 == 0 ? Telegram.Confirm(question!) : Telegram.Reject(question!), user: person, name: $"Человек-{person}")))));

        var winner = Assert.Single(answers, a => a.Answer.Text is "✅ Подтверждено" or "❌ Отклонено");
        Assert.Equal(winner.Confirms, winner.Answer.Text == "✅ Подтверждено");
        var truth = $"{(winner.Confirms ? "✅ Уже подтверждено" : "❌ Уже отклонено")}: Человек-{winner.Person},";
        Assert.All(answers.Where(a => a.Person != winner.Person), a => Assert.StartsWith(truth, a.Answer.Text));

        await Eventually.TrueAsync("the outcome", () => Of<BookingConfirmed>(m => m.BookingId == id).Any() || Of<BookingRejected>(m => m.BookingId == id).Any());
        var state = await one.StateAsync(id);
        Assert.Equal((winner.Confirms ? "confirmed" : "rejected", $"Человек-{winner.Person}"), (state!.State, state.DecidedBy));
        Assert.Equal(winner.Confirms ? (1, 0) : (0, 1), (Of<BookingConfirmed>(m => m.BookingId == id).Count(), Of<BookingRejected>(m => m.BookingId == id).Count()));
        Assert.Single(Of<EditMessage>(m => m.BookingId == id));

        IEnumerable<T> Of<T>(Func<T, bool> which)
            where T : class => one.Published<T>().Concat(two.Published<T>()).Where(which);
    }
}
