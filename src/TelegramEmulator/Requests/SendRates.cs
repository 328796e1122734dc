namespace PhStudio.Messaging.TelegramEmulator.Requests;

/// <summary>How fast something came at its fastest.</summary>
public static class SendRates
{
    /// <summary>The most moments within any window of the given length.</summary>
    /// <param name="moments">The moments, in any order.</param>
    /// <param name="window">The window; its end is not part of it.</param>
    public static int Peak(IEnumerable<DateTimeOffset> moments, TimeSpan window)
    {
        var sorted = moments.Order().ToList();
        var peak = 0;
        for (int first = 0, last = 0; last < sorted.Count; last++)
        {
            while (sorted[last] - sorted[first] >= window)
            {
                first++;
            }

            peak = Math.Max(peak, last - first + 1);
        }

        return peak;
    }
}
