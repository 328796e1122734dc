using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.TestKit.Servers;
using PhStudio.Messaging.TestKit.Whole;
using PhStudio.Messaging.WebhookProcessor.Tests.App;
using PhStudio.Messaging.WebhookProcessor.Tests.Bookings;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Failures;

/// <summary>A WebhookProcessor as a real process, killed while it decides. <c>KILLS=30</c> kills it that often.</summary>
public sealed class KillTests
{
    private const int Bookings = 30;

    [Fact]
    public async Task A_decision_that_a_killed_process_began_is_complete_after_its_restart_announced_once_and_every_copy_edited()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var others = await Listener.StartAsync(broker.Url);
        var settings = new Dictionary<string, string>
        {
            ["RABBITMQ_URL"] = broker.Url, ["REDIS_URL"] = redis.Url, ["TELEGRAM_CHAT_ID"] = ProcessorApp.StaffChat, ["CALLBACK_SIGNING_KEY"] = ProcessorApp.Key,
        };
        var kills = Count.Of("KILLS", 2);

        var process = await ServiceProcess.Start("WebhookProcessor", settings).ReadyAsync();
        try
        {
            for (var kill = 0; kill < kills; kill++)
            {
                var round = $"kill-{kill}-";
                await Task.WhenAll(Enumerable.Range(0, Bookings).Select(i => others.PublishAsync(BookingHarness.Created(round + i))));
                await Eventually.TrueAsync("the questions", () => Questions(round).Count == Bookings);

                await Task.WhenAll(Questions(round).Select(q => others.PublishAsync(new TelegramPressReceived { Raw = Telegram.Press(Telegram.Confirm(q)), ReceivedAt = q.CreatedAt })));
                await Eventually.TrueAsync("the first decision", () => others.Got<BookingConfirmed>().Any(c => c.BookingId.StartsWith(round, StringComparison.Ordinal)));
                await process.KillAsync();
                await process.DisposeAsync();
                process = await ServiceProcess.Start("WebhookProcessor", settings).ReadyAsync();

                await Eventually.TrueAsync($"all decisions of round {kill}", () => Outcomes(round).DistinctBy(c => c.BookingId).Count() == Bookings && Edits(round).DistinctBy(e => e.BookingId).Count() == Bookings);
                await Eventually.TrueAsync("the queue to be empty", async () => (await broker.MessagesAsync(Routes.BookingDecision)).Count == 0);
            }

            // A decision has one id: the broker may bring its announcement twice (a crash between its confirm and our mark), never another one.
            Assert.Equal(kills * Bookings, others.Got<BookingConfirmed>().Distinct().Count());
            Assert.Equal(kills * Bookings, others.Ids<BookingConfirmed>().Distinct().Count());
            Assert.Empty(others.Got<BookingRejected>());
            Assert.Equal(kills * Bookings, others.Got<EditMessage>().DistinctBy(e => e.MessageId).Count());
            Assert.Equal(kills * Bookings, others.Got<SendMessage>().DistinctBy(m => m.MessageId).Count());
        }
        finally
        {
            await process.DisposeAsync();
        }

        List<SendMessage> Questions(string round) => [.. others.Got<SendMessage>().Where(m => m.BookingId!.StartsWith(round, StringComparison.Ordinal)).DistinctBy(m => m.MessageId)];
        IEnumerable<BookingConfirmed> Outcomes(string round) => others.Got<BookingConfirmed>().Where(c => c.BookingId.StartsWith(round, StringComparison.Ordinal));
        IEnumerable<EditMessage> Edits(string round) => others.Got<EditMessage>().Where(e => e.BookingId!.StartsWith(round, StringComparison.Ordinal));
    }
}
