namespace PhStudio.Messaging.TestKit;

/// <summary>Waits for an effect, up to a deadline whose message names what was awaited.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the answer satisfies; fails with the last answer otherwise.</summary>
    public static async Task<T> Get<T>(string awaited, Func<Task<T>> ask, Func<T, bool> isIt, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var last = default(T);
        try
        {
            do
            {
                last = await ask();
                if (isIt(last))
                    return last;
            }
            while (await pause.WaitForNextTickAsync(deadline.Token));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
        }

        throw new TimeoutException($"Waited {(patience ?? Patience).TotalSeconds:0} s for {awaited}; the last answer was: {last}");
    }

    public static Task True(string awaited, Func<Task<bool>> ask, TimeSpan? patience = null) => Get(awaited, ask, answer => answer, patience);

    public static Task True(string awaited, Func<bool> ask, TimeSpan? patience = null) => Get(awaited, () => Task.FromResult(ask()), answer => answer, patience);
}
