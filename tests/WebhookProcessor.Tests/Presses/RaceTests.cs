using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit;
using PhStudio.Messaging.WebhookProcessor.Bookings.Index;
using PhStudio.Messaging.WebhookProcessor.Bookings.Model;
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
        await using var one = await ProcessorApp.StartAsync(settings: [("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis)]);
        await using var two = await ProcessorApp.StartAsync(settings: [("RABBITMQ_URL", broker.Url), ("REDIS_URL", broker.Redis)]);

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

    [Fact]
    public async Task Of_every_way_in_at_once_one_decides_and_every_answer_tells_the_same_truth()
    {
        var readers = new OneReaders();
        await using var app = await OneReaders.StartWithGatewayAsync(readers, ("REJECT_REASONS", """{"ru":["Занято"]}"""));
        for (var booking = 0; booking < Count.Of("RACE_BOOKINGS", 5); booking++)
        {
            await MixedRaceAsync(app, readers, $"mixed-{booking}");
        }

        Assert.Empty(app.Lines.Lines);
    }

    // A press with its message, under an ephemeral one, without any, under one that cannot be reached, an order over HTTP, one on the bus that nobody waits for, a typed note, a typed reason, and
    // a press on the list of /pending that one person alone sees. Anybody who rejects by a press chooses a reason of the list.
    private static async Task MixedRaceAsync(ProcessorApp app, OneReaders readers, string id)
    {
        var question = await app.BookAsync(BookingHarness.Created(id));
        await Eventually.TrueAsync("the booking alone to be open", async () => (await app.Services.GetRequiredService<IBookingLists>().OpenAsync()).SequenceEqual([BookingCorrelation.Of(id)]));
        await app.BringAsync(Telegram.Text("/pending", user: 69));
        var pending = (await readers.NextAsync("the list of open bookings")).Message.ReplyMarkup;
        await app.AskAsync(Telegram.Press(Telegram.Reject(question), user: 65));
        var reasons = (await readers.NextAsync("the reasons")).Message.ReplyMarkup;
        var buttons = new Buttons(Telegram.Confirm(question), Telegram.Button(reasons, 0), Telegram.Button(pending, 0));
        using var http = app.Client();
        http.DefaultRequestHeaders.Add("X-Api-Key", "a-key-of-the-tests-of-decisions");

        foreach (var person in Enumerable.Range(61, 8))
        {
            var isNote = person <= 64;
            await app.AskAsync(Telegram.Press(isNote ? Telegram.Button(question.ReplyMarkup, 2) : Telegram.Button(reasons, 1), user: person, name: $"Человек-{person}"));
            await app.PublishesAsync<SendMessage>(m => m.Template == (isNote ? "note_prompt" : "reason_prompt") && m.BookingId is null && m.Values!["booking_id"].GetString() == id && m.Values["user_id"].GetInt64() == person, "the question for the note or the reason");
        }

        var answers = await Task.WhenAll(Enumerable.Range(1, 70).Select(person => AskAsync(app, http, buttons, id, person)));

        await Eventually.TrueAsync("the outcome", () => Outcomes() > 0);
        var state = (await app.StateAsync(id))!;
        var isConfirmed = state.State == "confirmed";
        var truth = $"{(isConfirmed ? "✅ Уже подтверждено" : "❌ Уже отклонено")}: {state.DecidedBy},";
        var success = isConfirmed ? "✅ Подтверждено" : "❌ Отклонено";
        var winners = answers.Where(answer => answer.Said is not null && answer.Said == success || answer.Status == 200).ToList();
        Assert.All(answers.Except(winners).Where(answer => answer.Said is not null), answer => Assert.StartsWith(truth, answer.Said));
        Assert.All(answers.Except(winners).Where(answer => answer.Status is not null), answer => Assert.Equal(409, answer.Status));
        // Anybody who ordered on the bus, or typed, hears nothing, and may have been the first.
        Assert.Equal(winners.Select(winner => winner.Name), winners.Count == 0 ? [] : [state.DecidedBy!]);
        Assert.Equal(1, Outcomes());
        Assert.Single(app.Published<EditMessage>(), edit => edit.BookingId == id);
        Assert.Single(state.Audit!, entry => entry.What is "confirmed" or "rejected");

        int Outcomes() => app.Published<BookingConfirmed>().Count(m => m.BookingId == id) + app.Published<BookingRejected>().Count(m => m.BookingId == id);
    }

    private static async Task<(string Name, string? Said, int? Status)> AskAsync(ProcessorApp app, HttpClient http, Buttons buttons, string id, int person)
    {
        var (name, isConfirm) = ($"Человек-{person}", person % 2 == 0);
        switch (person)
        {
            case > 68:
                return (name, (await app.AskAsync(Telegram.Ephemeral(Telegram.Press(buttons.Listed, user: person, name: name)))).Text, null);
            case > 60:
                await app.BringAsync(person <= 64 ? Telegram.Note("Вход со двора", user: person, booking: id, name: name) : Telegram.Reason("Студия на ремонте", user: person, booking: id, name: name));
                return (name, null, null);
        }

        var press = Telegram.Press(isConfirm ? buttons.Confirm : buttons.RejectBecause, user: person, name: name);
        switch (person % 6)
        {
            case 0:
                using (var answer = await http.PostAsJsonAsync($"/bookings/{id}/{(isConfirm ? "confirm" : "reject")}", new { by = name }))
                {
                    return (name, null, (int)answer.StatusCode);
                }

            case 5:
                await (isConfirm ? app.Bus.Publish(new ConfirmBooking { BookingId = id, By = name }) : app.Bus.Publish(new RejectBooking { BookingId = id, By = name }));
                return (name, null, null);
            case var way:
                return (name, (await app.AskAsync(way switch { 1 => press, 2 => Telegram.Ephemeral(press), 3 => Telegram.Inline(press), _ => Telegram.Inaccessible(press) })).Text, null);
        }
    }

    // What the buttons carry: of the card, of the list of reasons, of the list of open bookings.
    private sealed record Buttons(string Confirm, string RejectBecause, string Listed);
}
