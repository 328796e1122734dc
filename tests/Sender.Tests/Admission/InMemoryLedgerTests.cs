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

    /// <summary>One process only: there is no second owner to play.</summary>
    protected override ILedger LedgerOf(string owner) => _only;
}
