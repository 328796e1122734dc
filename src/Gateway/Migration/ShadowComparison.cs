namespace PhStudio.Messaging.Gateway.Migration;

/// <summary>Compares what the old system sent with what the new one would have sent, chat by chat. Pure.</summary>
internal static class ShadowComparison
{
    /// <summary>Two messages with less in common are two messages and not two versions of one.</summary>
    private const double Alike = 0.4;

    /// <summary>The result of the comparison.</summary>
    /// <param name="Same">How many are the same.</param>
    /// <param name="Differences">A sentence for each that is not.</param>
    public sealed record Result(int Same, IReadOnlyList<string> Differences);

    /// <summary>Compares them. Each message is compared with one at most: first the equal ones, in their order, then the most similar.</summary>
    public static Result Of(IReadOnlyList<SentMessage> old, IReadOnlyList<SentMessage> shadow)
    {
        var (same, differences) = (0, new List<(int Line, string Says)>());
        foreach (var chat in old.Concat(shadow).Select(message => message.ChatId).Distinct(StringComparer.Ordinal))
        {
            var left = old.Where(message => message.ChatId == chat).ToList();
            var right = shadow.Where(message => message.ChatId == chat).ToList();
            same += left.RemoveAll(message => right.Find(message.IsSameAs) is { } twin && right.Remove(twin));
            foreach (var message in left)
            {
                var nearest = right.MaxBy(message.LikenessTo);
                if (nearest is null || message.LikenessTo(nearest) < Alike)
                {
                    differences.Add((message.Line, $"line {message.Line}, chat {chat}: only the old system sent \"{Begin(message)}\""));
                    continue;
                }

                right.Remove(nearest);
                differences.Add((message.Line, $"line {message.Line}, chat {chat}: {Difference(message, nearest)}"));
            }

            differences.AddRange(right.Select(message => (int.MaxValue, $"call {message.Line}, chat {chat}: only the new one would send \"{Begin(message)}\"")));
        }

        return new Result(same, [.. differences.OrderBy(difference => difference.Line).Select(difference => difference.Says)]);
    }

    private static string Difference(SentMessage old, SentMessage shadow)
    {
        if (old.Text == shadow.Text && !old.Pictures.SequenceEqual(shadow.Pictures, StringComparer.Ordinal))
        {
            return $"the pictures were [{string.Join(", ", old.Pictures)}] and would be [{string.Join(", ", shadow.Pictures)}]";
        }

        if (old.Text == shadow.Text)
        {
            return $"the buttons were [{string.Join(", ", old.Buttons)}] and would be [{string.Join(", ", shadow.Buttons)}]";
        }

        var (before, after) = (old.Text.Split('\n'), shadow.Text.Split('\n'));
        var at = Enumerable.Range(0, Math.Max(before.Length, after.Length)).First(line => before.ElementAtOrDefault(line) != after.ElementAtOrDefault(line));
        return $"line {at + 1} of the text was \"{before.ElementAtOrDefault(at)}\" and would be \"{after.ElementAtOrDefault(at)}\"";
    }

    private static string Begin(SentMessage message) => message.Text.Length > 0 ? message.Text.Split('\n')[0] : string.Join(", ", message.Pictures);
}
