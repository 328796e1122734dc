namespace PhStudio.Messaging.ServiceDefaults.Health;

/// <summary>
/// The failures of a loop in the background. What such a loop throws ends the whole process, and three libraries throw many types for a broker or a Redis that is unavailable:
/// whatever it is, the loop goes on (docs/decisions/0081). Each type is told once, until a round succeeds.
/// </summary>
/// <param name="tell">Tells the name of the type.</param>
public sealed class LoopFailures(Action<string>? tell = null)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Runs one round.</summary>
    /// <param name="round">The round.</param>
    /// <param name="stopping">The stop of the loop, at which nothing is told.</param>
    /// <returns>False where it failed, or was stopped.</returns>
    public async Task<bool> TryAsync(Func<Task> round, CancellationToken stopping)
    {
        try
        {
            await round().ConfigureAwait(false);
            _told.Clear();
            return true;
        }
        catch (Exception e)
        {
            if (!stopping.IsCancellationRequested && _told.Add(e.GetType().Name))
            {
                tell?.Invoke(e.GetType().Name);
            }

            return false;
        }
    }
}
