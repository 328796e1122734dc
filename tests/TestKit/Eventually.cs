namespace PhStudio.Messaging.TestKit;

/// <summary>Waits for an effect, up to a deadline whose message names what was awaited.</summary>
public static class Eventually
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Asks until the answer satisfies; fails with the last answer otherwise. An answer without the member that is looked for, as "not now" from a busy machine, does not satisfy yet.</summary>
    public static async Task<T> GetAsync<T>(string awaited, Func<Task<T>> ask, Func<T, bool> isIt, TimeSpan? timeout = null)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Timeout);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var last = default(T);
        KeyNotFoundException? missing = null;
        try
        {
            do
            {
                try
                {
                    last = await ask();
                    missing = null;
                    if (isIt(last))
                    {
                        return last;
                    }
                }
                catch (KeyNotFoundException e)
                {
                    missing = e;
                }
            }
            while (await pause.WaitForNextTickAsync(deadline.Token));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
        }

        throw new TimeoutException($"Waited {(timeout ?? Timeout).TotalSeconds:0} s for {awaited}; the last answer was: {last}", missing);
    }

    public static Task TrueAsync(string awaited, Func<Task<bool>> ask, TimeSpan? timeout = null) => GetAsync(awaited, ask, answer => answer, timeout);

    public static Task TrueAsync(string awaited, Func<bool> ask, TimeSpan? timeout = null) => GetAsync(awaited, () => Task.FromResult(ask()), answer => answer, timeout);
}
