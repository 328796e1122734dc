using PhStudio.Messaging.TestKit.Servers;

namespace PhStudio.Messaging.SystemBench;

/// <summary>Where the time of a press goes: every span of its trace, by when it starts after the webhook's call came in and how long it takes.</summary>
internal static class Breakdown
{
    public static void Print(IEnumerable<Span> spans)
    {
        var traces = spans.GroupBy(span => span.TraceId)
            .Select(trace => (Call: trace.FirstOrDefault(span => span.Name == "POST /webhook"), Spans: trace))
            .Where(trace => trace.Call is not null)
            .ToList();
        Console.WriteLine($"\nOf {traces.Count} traced presses, in ms after the call of the webhook came in (median, 99th):\n");
        Console.WriteLine("| span | starts | 99th | takes | 99th | a press |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var rows = traces.SelectMany(trace => trace.Spans.Select(span => (Name: $"{span.Service}: {span.Name}", After: ((long)span.Start - (long)trace.Call!.Start) / 1e6, span.Milliseconds)))
            .GroupBy(row => row.Name)
            .Select(row => (Name: row.Key, Count: row.Count(), After: row.Select(span => span.After).Order().ToList(), Takes: row.Select(span => span.Milliseconds).Order().ToList()))
            .Where(row => row.Count * 20 > traces.Count)
            .OrderBy(row => row.After.At(0.5));
        foreach (var row in rows)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"| {row.Name} | {row.After.At(0.5):0.0} | {row.After.At(0.99):0.0} | {row.Takes.At(0.5):0.0} | {row.Takes.At(0.99):0.0} | {(double)row.Count / traces.Count:0.0} |"));
        }
    }

    /// <summary>The value below which a share of the sorted values lies.</summary>
    public static double At(this IReadOnlyList<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
