using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class InMemoryLedgerTests : LedgerBehaviour
{
    private readonly InMemoryLedger _only;

    public InMemoryLedgerTests() => _only = new InMemoryLedger(new LedgerOptions { Owner = "only" }, Time);

    [Fact]
    public async Task A_parked_order_is_forgotten_after_thirty_days()
    {
        await _only.ParkAsync(Message.MessageId, "{}");
        Time.Advance(TimeSpan.FromDays(29));
        var before = await _only.ParkedAsync(Message.MessageId);
        Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(("{}", null), (before, await _only.ParkedAsync(Message.MessageId)));
    }

    [Fact]
    public async Task An_entry_with_a_life_of_its_own_is_forgotten_after_that()
    {
        var key = Message with { Life = TimeSpan.FromHours(1) };
        await _only.ClaimAsync(key);
        await _only.SentAsync(key, new DeliveredMessage("1", 2, Time.GetUtcNow()));
        Time.Advance(TimeSpan.FromMinutes(59));
        var before = await _only.FindAsync(Message);
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((EntryState.Sent, null), (before?.State, await _only.FindAsync(Message)));
    }

    /// <summary>One process only: there is no second owner to play.</summary>
    protected override ILedger LedgerOf(string owner) => _only;
}
