using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Sender.Admission;

namespace PhStudio.Messaging.Sender.Tests.Admission;

public sealed class SequentialAdmissionTests : AdmissionControlBehaviour
{
    private readonly InMemoryLedger _ledger;
    private readonly InMemoryChatStore _chats;
    private readonly SequentialAdmission _admission;

    public SequentialAdmissionTests()
    {
        _ledger = new InMemoryLedger(new LedgerOptions { Owner = "only" }, Time);
        _chats = new InMemoryChatStore(Time);
        _admission = new SequentialAdmission(_ledger, _chats, new InMemoryLimiter(new LimitOptions(), Time));
    }

    protected override IAdmissionControl Admission => _admission;

    protected override ILedger Ledger => _ledger;

    protected override IChatStore Chats => _chats;
}
