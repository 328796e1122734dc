using PhStudio.Messaging.RedisIntegration.Scripts;

namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The steps of the ledger, each one script over one hash, which <c>Scripts/ledger.lua</c> describes.</summary>
internal static class LedgerScripts
{
    public static readonly RedisScript Claim = RedisScript.Load<RedisLedger>("ledger-claim.lua");
    public static readonly RedisScript Look = RedisScript.Load<RedisLedger>("ledger-look.lua");
    public static readonly RedisScript GiveUp = RedisScript.Load<RedisLedger>("ledger-give-up.lua");
    public static readonly RedisScript Sent = RedisScript.Load<RedisLedger>("ledger-sent.lua");
    public static readonly RedisScript Failed = RedisScript.Load<RedisLedger>("ledger-failed.lua");
    public static readonly RedisScript Leave = RedisScript.Load<RedisLedger>("ledger-leave.lua");
    public static readonly RedisScript Reopen = RedisScript.Load<RedisLedger>("ledger-reopen.lua");
    public static readonly RedisScript Learn = RedisScript.Load<RedisLedger>("ledger-learn.lua");
    public static readonly RedisScript Park = RedisScript.Load<RedisLedger>("ledger-park.lua");
    public static readonly RedisScript Unpark = RedisScript.Load<RedisLedger>("ledger-unpark.lua");
    public static readonly RedisScript UnparkThis = RedisScript.Load<RedisLedger>("ledger-unpark-this.lua");
    public static readonly RedisScript EraseChat = RedisScript.Load<RedisLedger>("ledger-erase-chat.lua");
    public static readonly RedisScript LatestEdit = RedisScript.Load<RedisLedger>("ledger-latest-edit.lua");
}
