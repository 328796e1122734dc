using MassTransit;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Two are dead; Redis goes away with the second.</summary>
internal class DyingSchedule : IScheduledMessages
{
    public Task<WaitingCounts> CountAsync(CancellationToken cancellationToken = default) => Task.FromResult(new WaitingCounts(0, 0, 2));

    public Task<IReadOnlyList<WaitingMessage>> ListAsync(int skip = 0, int take = 100, CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<WaitingMessage>>([]);

    public virtual Task<IReadOnlyList<WaitingMessage>> ListDeadAsync(int skip = 0, int take = 100, CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<WaitingMessage>>([Dead("1"), Dead("2")]);

    public Task<bool> CancelAsync(string token, CancellationToken cancellationToken = default) => Task.FromResult(false);

    public virtual Task<bool> ReviveAsync(string token, CancellationToken cancellationToken = default) => token == "1" ? Task.FromResult(true) : throw new TimeoutException();

    public Task<int> RewriteAsync(Func<string, string, IDictionary<string, object?>, string?> rewrite, CancellationToken cancellationToken = default) => Task.FromResult(0);

    public Task<bool> DiscardAsync(string token, CancellationToken cancellationToken = default) => Task.FromResult(false);

    protected static WaitingMessage Dead(string token) => new(token, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Guid.NewGuid(), "urn:message:x:y", Destination: null, Attempts: 10, "refused");
}
