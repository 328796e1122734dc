namespace PhStudio.Messaging.WebConsole.Shell;

/// <summary>The pages of a list that were read so far.</summary>
public sealed class PagedList<T>
{
    private readonly List<T> _items = [];

    /// <summary>What is shown, the newest first.</summary>
    public IReadOnlyList<T> Items => _items;

    /// <summary>Where the last page ended; null where nothing is behind it.</summary>
    public string? Next { get; private set; }

    /// <summary>True where the last page had nothing that passes the filters, which says nothing of what is behind it.</summary>
    public bool IsLastEmpty { get; private set; }

    /// <summary>Takes a page.</summary>
    /// <param name="cursor">Where the page before ended; null for the first one, which takes the place of all.</param>
    /// <param name="page">What is in it.</param>
    /// <param name="next">Where it ended.</param>
    public void Take(string? cursor, IReadOnlyList<T> page, string? next)
    {
        if (cursor is null)
        {
            _items.Clear();
        }

        _items.AddRange(page);
        (Next, IsLastEmpty) = (next, page.Count == 0);
    }
}
