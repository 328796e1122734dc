using System.Globalization;
using MassTransit;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>So many are dead that more than two hundred of them are not read in time.</summary>
internal sealed class LongDeadList(int count) : DyingSchedule
{
    private readonly List<string> _dead = [.. Enumerable.Range(0, count).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>How many were read.</summary>
    public int Read { get; private set; }

    public override Task<IReadOnlyList<WaitingMessage>> ListDeadAsync(int skip = 0, int take = 100, CancellationToken cancellationToken = default)
    {
        Read += take;
        return take > 200 ? new TaskCompletionSource<IReadOnlyList<WaitingMessage>>().Task : Task.FromResult<IReadOnlyList<WaitingMessage>>([.. _dead.Skip(skip).Take(take).Select(Dead)]);
    }

    public override Task<bool> ReviveAsync(string token, CancellationToken cancellationToken = default) => Task.FromResult(_dead.Remove(token));
}
