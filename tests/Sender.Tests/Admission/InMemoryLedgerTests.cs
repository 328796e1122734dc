using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class InMemoryLedgerTests : LedgerBehaviour
{
    private readonly InMemoryLedger _only;

    public InMemoryLedgerTests() => _only = new InMemoryLedger(new LedgerOptions { Owner = "only" }, Time);

    /// <summary>One process only: there is no second owner to play.</summary>
    protected override ILedger LedgerOf(string owner) => _only;
}
