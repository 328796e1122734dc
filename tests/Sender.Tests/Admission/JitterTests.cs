using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TelegramEmulator.Limits;

namespace PhStudio.Messaging.Sender.Tests.Admission;

/// <summary>Calls that take different times to arrive: what waited long comes together with what did not, and Telegram counts at its own door (docs/decisions/0300).</summary>
public sealed class JitterTests
{
    private const long First = 61_000;
    private const long Group = -1_006_100;
    private const int People = 170;
    private const int OfGroup = 19;

    [Fact]
    public async Task Three_Senders_that_start_together_are_never_refused_however_long_each_call_takes()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var telegram = await Emulator.StartAsync(new SendLimits());
        await telegram.AddPeopleAsync(First, People);
        await telegram.AddGroupAsync(Group);
        // More calls than Telegram takes at once are on their way when the next ones arrive at once.
        foreach (var (calls, milliseconds) in new[] { (45, 2500), (30, 10), (20, 700), (40, 1900), (10_000, 5) })
        {
            await telegram.FaultAsync(new { kind = "delay", method = "sendMessage", delay_ms = milliseconds, count = calls });
        }

        var senders = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["TELEGRAM_API_TIMEOUT"] = "20" }, broker.Url, broker.Redis)));
        try
        {
            await Task.WhenAll(Enumerable.Range(0, People).Select(i => senders[i % 3].SendAsync(First + i, "Hello"))
                .Concat(Enumerable.Range(0, OfGroup).Select(i => senders[i % 3].SendAsync(Group, $"{i}"))));

            await Eventually.GetAsync("all messages", async () => (await telegram.SendsAsync()).Count, count => count >= People + OfGroup, TimeSpan.FromSeconds(60));

            Assert.Equal(["200"], (await telegram.CallsAsync("sendMessage")).Keys);
            // Told after Telegram has it.
            await Eventually.GetAsync("all told", () => Task.FromResult(senders.Sum(sender => sender.Told.All<MessageSent>().Select(sent => sent.MessageId).Distinct().Count())), told => told == People + OfGroup);
        }
        finally
        {
            foreach (var sender in senders)
            {
                await sender.DisposeAsync();
            }
        }
    }
}
