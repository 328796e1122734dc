using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>
/// Senders as real processes that are killed at random moments, at Telegram's own rate; this test's own process only orders and listens. It runs when the
/// others are done: how much is under way at a kill, and how long the rest is silent, would else be the machine's load and not ours.
/// </summary>
[Collection(nameof(Alone))]
public sealed class KillTests(ITestOutputHelper output)
{
    private const long First = 80_000;
    private const int Each = 100;

    /// <summary>Three by default, a hundred messages each; <c>TEST_KILLS=20</c> is the whole trial.</summary>
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("TEST_KILLS"), out var kills) ? kills : 3;
    private static readonly int Messages = Kills * Each;

    [Fact]
    public async Task Killed_at_random_moments_nothing_is_lost_every_copy_belongs_to_a_recorded_unknown_and_the_rest_goes_on()
    {
        await using var around = await Surroundings.StartAsync(new SendLimits());
        var telegram = around.Telegram;
        await telegram.AddPeopleAsync(First, Messages);
        await using var orders = await ListenerApp.StartAsync(around.Broker.Url, around.Errors);
        for (var i = 0; i < Messages; i++)
        {
            // Half of them urgent: those are sent again, the others are asked about.
            await orders.SendAsync(First + i, i % 2 == 0 ? Priority.High : Priority.Normal);
        }

        var kills = await KillOneByOneAsync(around);

        await Eventually.GetAsync("an end of each message", () => Task.FromResult(orders.Ended), ended => ended == Messages, TimeSpan.FromSeconds(90));
        var sends = (await telegram.SendsAsync()).OrderBy(send => send.At).ToList();
        var copied = sends.GroupBy(send => send.ChatId).Where(chat => chat.Count() > 1).Select(chat => (Chat: chat.Key, First: chat.First().At, Copies: chat.Count() - 1)).ToList();
        var unknown = orders.Told.All<MessageUnknown>().Select(fact => fact.ChatId).ToHashSet();
        var unsent = Enumerable.Range(0, Messages).Select(i => First + i).Except(sends.Select(send => send.ChatId)).Select(chat => chat.ToString()).ToList();
        var copies = kills.ConvertAll(kill => copied.Where(copy => kill.WasDuring(copy.First)).Sum(copy => copy.Copies));
        var rest = sends.Where(send => !unknown.Contains(send.ChatId.ToString())).Select(send => send.At).ToList();
        var silences = kills.ConvertAll(kill => SilenceAfter(kill.Moment, rest));
        output.WriteLine($"{Kills} kills, {Messages} messages in {(sends[^1].At - sends[0].At).TotalSeconds:0.0} s: {copies.Sum()} copies, at most {copies.Max()} by one kill; {unknown.Count} unknown, {unsent.Count} of them not sent; "
            + $"the longest silence after a kill {silences.Max().TotalSeconds:0.00} s; requests: {string.Join(", ", await telegram.CallsAsync("sendMessage"))}.");

        Assert.All(copied, copy => Assert.Contains(copy.Chat.ToString(), unknown));
        Assert.All(unsent, chat => Assert.Contains(chat, unknown));
        Assert.All(copied, copy => Assert.True(copy.Copies == 1 && kills.Exists(kill => kill.WasDuring(copy.First)), $"{copy} was under way at no kill, or is there more than twice: {string.Join(", ", kills)}"));
        Assert.All(copies, ofOneKill => Assert.InRange(ofOneKill, 0, 2));
        // What is excluded is a standstill for the lease of the killed one: eight seconds here. The next Sender starts in the meantime, and other projects run beside this one.
        Assert.All(silences, silence => Assert.InRange(silence.TotalSeconds, 0, 6));
    }

    /// <summary>Kills one after the other in turn, each at a random moment of its own share of the messages, while the other is up; gives the moments.</summary>
    private async Task<List<Kill>> KillOneByOneAsync(Surroundings around)
    {
        ServiceProcess[] senders = [around.StartSender(), around.StartSender()];
        var kills = new List<Kill>();
        var share = (Messages - (Each / 2)) / Kills;
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.WhenAll(senders.Select(sender => sender.ReadyAsync()));
            await around.AcceptedAsync((kill * share) + Random.Shared.Next(share));
            var moment = TimeProvider.System.GetUtcNow();
            await senders[kill % 2].KillAsync();
            kills.Add(new Kill(moment, TimeProvider.System.GetUtcNow()));
            senders[kill % 2] = around.StartSender();
        }

        return kills;
    }

    /// <summary>The longest silence that began in the three seconds around a kill. What the killed one may have sent itself comes only when its claim is over, and does not count.</summary>
    private static TimeSpan SilenceAfter(DateTimeOffset kill, List<DateTimeOffset> rest) => rest.Zip(rest.Skip(1))
        .Where(pair => pair.First > kill - TimeSpan.FromSeconds(1) && pair.First < kill + TimeSpan.FromSeconds(2))
        .Select(pair => pair.Second - pair.First).DefaultIfEmpty().Max();

    /// <summary>A kill, from its order to the end of the process.</summary>
    private sealed record Kill(DateTimeOffset Moment, DateTimeOffset Done)
    {
        /// <summary>Telegram answers at once here: what was under way at a kill was accepted right before it, on a machine that others keep busy too.</summary>
        private static readonly TimeSpan Max = TimeSpan.FromSeconds(2);

        /// <summary>True where a message that Telegram accepted then may not have been written down by the killed one.</summary>
        public bool WasDuring(DateTimeOffset accepted) => accepted > Moment - Max && accepted <= Done;
    }
}
