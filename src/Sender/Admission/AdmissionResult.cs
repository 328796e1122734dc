namespace PhStudio.Messaging.Sender.Admission;

/// <summary>The answer to a <see cref="AdmissionRequest"/>.</summary>
public abstract record AdmissionResult
{
    private AdmissionResult()
    {
    }

    /// <summary>Make the request at that moment, at most a tenth of a second ahead unless it is urgent.</summary>
    /// <param name="At">When; the past or the present mean now.</param>
    /// <param name="Place">The place that it had, should Telegram send it back with 429.</param>
    /// <param name="Attempt">Which attempt it is, where the message was claimed with this answer; else it is to be claimed right before the request.</param>
    public sealed record Go(DateTimeOffset At, long Place, int? Attempt = null) : AdmissionResult;

    /// <summary>The chat must wait: ask again then, with that place.</summary>
    /// <param name="Until">When.</param>
    /// <param name="Place">Yours, in the chat's queue.</param>
    public sealed record ChatWaits(DateTimeOffset Until, long Place) : AdmissionResult;

    /// <summary>The whole bot must wait: ask again then.</summary>
    /// <param name="Until">When.</param>
    public sealed record BotWaits(DateTimeOffset Until) : AdmissionResult;

    /// <summary>The chat has as many messages under way as Telegram accepts: ask again in a moment.</summary>
    public sealed record ChatIsFull : AdmissionResult;

    /// <summary>The ledger says that somebody else made or makes the request. Never the answer of a limiter alone.</summary>
    public sealed record NotOurs(Claim Claim) : AdmissionResult;

    /// <summary>The chat is elsewhere or cannot be reached. Never the answer of a limiter alone.</summary>
    public sealed record InTheWay(ChatStatus Note) : AdmissionResult;
}
