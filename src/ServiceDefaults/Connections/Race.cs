namespace PhStudio.Messaging.ServiceDefaults.Connections;

/// <summary>
/// Several ways to one thing: the next is tried a while after the one before, or as soon as that one fails, and the first that succeeds is taken. A way that answers nothing then costs
/// that while, and not its whole time-out.
/// </summary>
internal static class Race
{
    /// <summary>What the first way gives that succeeds. The others are cancelled, and what one of them opened nevertheless is closed.</summary>
    /// <param name="ways">The ways, the preferred one first; at least one.</param>
    /// <param name="stagger">How long the next waits for the one before it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="close">Closes what came too late.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Exception">None succeeds: the first one's error.</exception>
    public static async Task<T> FirstAsync<T>(IReadOnlyList<Func<CancellationToken, Task<T>>> ways, TimeSpan stagger, TimeProvider time, Func<T, ValueTask> close, CancellationToken cancellationToken)
    {
        using var losing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<T>>();
        try
        {
            return await RunAsync(ways, attempts, stagger, time, losing.Token);
        }
        finally
        {
            await losing.CancelAsync();
            foreach (var late in attempts)
            {
                _ = CloseAsync(late, close);
            }
        }
    }

    // What is left in attempts when it returns or throws has lost.
    private static async Task<T> RunAsync<T>(IReadOnlyList<Func<CancellationToken, Task<T>>> ways, List<Task<T>> attempts, TimeSpan stagger, TimeProvider time, CancellationToken cancellationToken)
    {
        Task<T>? failed = null;
        for (var next = 0; ;)
        {
            attempts.Add(ways[next++](cancellationToken));
            var isLast = next == ways.Count;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = isLast ? null : Task.Delay(stagger, time, waiting.Token);
            do
            {
                var first = await Task.WhenAny(pause is null ? attempts : attempts.Append(pause));
                if (first == pause)
                {
                    break;
                }

                var attempt = (Task<T>)first;
                attempts.Remove(attempt);
                if (attempt.IsCompletedSuccessfully)
                {
                    await waiting.CancelAsync();
                    return await attempt;
                }

                failed ??= attempt;
                if (!isLast)
                {
                    await waiting.CancelAsync();
                    break;
                }
            }
            while (attempts.Count > 0);

            cancellationToken.ThrowIfCancellationRequested();
            if (isLast)
            {
                return await failed!;
            }
        }
    }

    private static async Task CloseAsync<T>(Task<T> late, Func<T, ValueTask> close)
    {
        await ((Task)late).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (late.IsCompletedSuccessfully)
        {
            await close(await late);
        }
    }
}
