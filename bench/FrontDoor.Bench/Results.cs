using System.Globalization;

namespace PhStudio.Messaging.FrontDoor.Bench;

/// <summary>All figures by row and entrant, and the table of their medians.</summary>
internal sealed class Results
{
    private readonly List<(string Work, string Unit)> _rows = [];
    private readonly Dictionary<(string Work, string Entrant), List<double>> _figures = [];

    public void Add(Entrant entrant, string work, string unit, double value)
    {
        if (!_rows.Contains((work, unit)))
        {
            _rows.Add((work, unit));
        }

        if (!_figures.TryGetValue((work, entrant.Name), out var values))
        {
            _figures[(work, entrant.Name)] = values = [];
        }

        values.Add(value);
        Console.Error.WriteLine(FormattableString.Invariant($"  {work}: {value:0} {unit}"));
    }

    public void Print(IReadOnlyList<Entrant> entrants)
    {
        var first = entrants[0].Name;
        var others = entrants.Skip(1).Select(entrant => entrant.Name).ToList();
        Console.WriteLine($"| work | {string.Join(" | ", entrants.Select(entrant => entrant.Name))}{string.Concat(others.Select(other => $" | {first} / {other}"))} |");
        Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", entrants.Count + others.Count))}");
        foreach (var (work, unit) in _rows)
        {
            var cells = entrants.Select(entrant => Cell(work, entrant.Name, unit)).Concat(others.Select(other => Ratio(work, first, other)));
            Console.WriteLine($"| {work} | {string.Join(" | ", cells)} |");
        }
    }

    private string Cell(string work, string entrant, string unit)
    {
        if (!_figures.TryGetValue((work, entrant), out var values))
        {
            return "";
        }

        var (least, most) = (values.Min(), values.Max());
        return string.Create(CultureInfo.InvariantCulture, $"{Median(values):0} ({least:0}-{most:0}) {unit}").TrimEnd();
    }

    /// <summary>Of rounds: each round's pair is compared, and the middle one shown.</summary>
    private string Ratio(string work, string first, string other) =>
        _figures.TryGetValue((work, first), out var mine) && _figures.TryGetValue((work, other), out var theirs)
            ? Median([.. mine.Zip(theirs, (one, two) => two == 0 ? double.NaN : one / two)]).ToString("0.00", CultureInfo.InvariantCulture)
            : "";

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
