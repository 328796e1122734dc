using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Admission;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>One request that counts against the limits: a message, a part of one, or an edit.</summary>
internal sealed record OutboundRequest
{
    /// <summary>The chat that it was ordered for.</summary>
    public required string ChatId { get; init; }

    /// <summary>How urgent it is.</summary>
    public required Priority Priority { get; init; }

    /// <summary>For how many messages it counts in the limits. Default: 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>True for what changes a message: that stays behind where the group was before it became a supergroup, and the same number means another message there.</summary>
    public bool OfItsChatOnly { get; init; }

    /// <summary>Makes the request, to the chat where the ordered one is now.</summary>
    public required Func<string, Task<TelegramResponse>> Request { get; init; }

    /// <summary>Its entry in the ledger, which clears it and may claim it with the limits; null for what has none.</summary>
    public LedgerKey? Entry { get; init; }

    /// <summary>True where it was decided to send an unknown message again.</summary>
    public bool EvenUnknown { get; init; }

    /// <summary>Takes the right to make it, at the very last moment before it, where its clearance did not bring it along.</summary>
    public Func<Task<Claim>> Claim { get; init; } = static () => Task.FromResult<Claim>(new Claim.Granted(1));

    /// <summary>Gives the right back after a refusal that used up nothing.</summary>
    public Func<Task> GiveBack { get; init; } = static () => Task.CompletedTask;
}

/// <summary>What became of a parcel.</summary>
internal abstract record RequestResult
{
    /// <summary>Telegram or the network had the last word.</summary>
    public sealed record Answered(TelegramOutcome Outcome, string ChatId, int Attempt, long? Place = null) : RequestResult;

    /// <summary>It must come back then, with that place (if it has one).</summary>
    public sealed record MustWait(DateTimeOffset Until, long? Place) : RequestResult;

    /// <summary>No request was made: somebody else made or makes it.</summary>
    public sealed record NotOurs(Claim Claim) : RequestResult;
}
