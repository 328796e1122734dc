namespace PhStudio.Messaging.WebConsole.Messages.Templates;

/// <summary>Which lines a text has that another has not, by their longest common subsequence.</summary>
internal static class LineDifference
{
    /// <summary>The lines of both texts in order, each with a mark: a space where both have it, <c>-</c> of the old one, <c>+</c> of the new one.</summary>
    public static IReadOnlyList<(char Mark, string Line)> Of(string old, string current)
    {
        var (before, after) = (old.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), current.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        var common = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<(char, string)>();
        for (var (i, j) = (0, 0); i < before.Length || j < after.Length;)
        {
            if (i < before.Length && j < after.Length && before[i] == after[j])
            {
                lines.Add((' ', before[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (i < before.Length && (j == after.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add(('-', before[i++]));
            }
            else
            {
                lines.Add(('+', after[j++]));
            }
        }

        return lines;
    }
}
