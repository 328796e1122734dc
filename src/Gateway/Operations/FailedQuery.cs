using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Replay;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>Which failed messages a call selects: by <c>id</c> (repeatable), <c>reason</c>, <c>reason_is</c>, <c>from</c> and <c>to</c> in the address, or <c>ids</c>, <c>reason</c> and <c>reason_is</c> in a body.</summary>
internal sealed class FailedQuery(HttpRequest request, StudioDay days)
{
    private readonly ListQuery _query = new(request, days, isPaged: false);

    /// <summary>What the address says.</summary>
    public FailedFilter Filter() => new(_query.AnyText("reason"), _query.From(), _query.To(), _query.Many("id"), _query.AnyText("reason_is", isEmptyOne: true));

    /// <summary>What the address and the body say, for a call that moves or discards it.</summary>
    public async Task<FailedFilter> FilterAsync(CancellationToken cancellationToken)
    {
        _query.DemandValues();
        var filter = Filter();
        if (await RequestBody.ReadOptionalAsync<ChosenFailures>(request, cancellationToken) is not { } chosen)
        {
            return filter;
        }

        if (chosen.Reason is { } reason && BlankText.Is(reason))
        {
            _query.RefuseEmpty("reason");
        }

        return filter with { Reason = chosen.Reason ?? filter.Reason, ReasonIs = chosen.ReasonIs ?? filter.ReasonIs, Ids = [.. filter.Ids ?? [], .. chosen.Ids ?? []] };
    }

    /// <summary>How many; <c>most</c> is its former name.</summary>
    public int Limit(int fallback, int max) => _query.Whole("limit", _query.Whole("most", fallback, 1, max), 1, max);

    /// <summary>The refusal of malformed values; null where there are none.</summary>
    public IResult? Refusal() => _query.Refusal();

    internal sealed record ChosenFailures
    {
        // Without ids all are chosen; none at all is a mistake.
        [Count(1, 10_000)]
        public IReadOnlyList<string>? Ids { get; init; }

        [BlankSaysSomething]
        public string? Reason { get; init; }

        /// <summary>The whole reason, as the list of reasons has it: an empty one selects what has none.</summary>
        [BlankSaysSomething]
        public string? ReasonIs { get; init; }
    }
}
